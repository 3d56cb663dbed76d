/** Made-up people and schools for the demo district. Any likeness is chance. */
export const GIVEN_NAMES =
  "Aaliyah Abel Adaeze Alan Alicia Amara Amir Ana Andre Angela Anita Anthony April Arturo Audrey Beatriz Bernard Bianca Brian Brianna Caleb Camille Carla Carlos Caroline Cecilia Charles Chloe Claire Clarence Colin Cora Corinne Curtis Daniel Darnell Dawn Deborah Denise Derek Desmond Diana Dominic Donna Eboni Edwin Elaine Elena Elijah Ellen Emeka Emma Erica Ernest Esther Evelyn Faith Farah Felix Fiona Frances Gabriel Gail Geneva George Gloria Grace Graham Gwen Hannah Harold Hassan Heather Helen Henry Imani Ines Irene Isaac Isabel Ivan Jada Jamal James Janelle Jasmine Jean Jerome Joan Joel Jonah Joyce Juan Judith Julia Karen Keisha Kevin Kiara Lamar Laura Leah Leon Lillian Linda Lionel Lorraine Lucia Luis Lydia Malcolm Marcus Margaret Maria Marian Martin Maya Melissa Michael Michelle Miriam Monica Nadia Naomi Nathan Nia Nicole Noah Nora Olive Omar Oscar Pamela Patrice Paul Paula Peter Phyllis Priya Quentin Rachel Ramon Raymond Rebecca Regina Renee Rita Robert Rosa Rosalind Ruby Ruth Sabrina Samuel Sandra Sarah Sean Serena Sharon Silas Simone Sofia Stella Stephen Sylvia Tamara Tanya Terrence Theresa Thomas Tiana Tobias Tracy Trevor Valerie Vanessa Vera Victor Vincent Violet Vivian Walter Wendell Wendy Xavier Yolanda Yusuf Yvonne Zachary Zoe".split(
    " ",
  );

export const FAMILY_NAMES =
  "Abrams Acosta Adeyemi Alston Amato Anderson Arroyo Ashby Atwater Bailey Banks Barnes Barrow Bautista Beck Bell Bishop Blake Bolden Booker Bowen Boyd Brandt Brooks Bryant Burke Byrd Calloway Campbell Cardenas Carrington Castillo Chambers Chandra Chase Chavis Clarke Coates Coleman Colbert Cordova Crawford Cross Cummings Dalton Daniels Dawson Delgado Dixon Dorsey Douglas Drayton Dunbar Eaton Edmonds Ellison Eng Escobar Evans Farrell Ferguson Fields Figueroa Fletcher Flores Foster Franklin Frazier Fuller Gaines Gallagher Garner Garrison Gibbs Gilliam Glover Goldman Gordon Graves Greenfield Griffin Guerrero Haley Hamlin Harding Harmon Harris Hawkins Haynes Henson Hicks Holloway Hooper Horne Howell Huang Hudson Hunt Ingram Jackson Jenkins Johnston Joyner Kaplan Kearney Keller Kemp Kessler Khan King Kirby Lambert Langley Lawson Ledbetter Lindsey Livingston Lockwood Lowe Lyons Mackey Maddox Marsh Mathis McBride McCoy McDaniel McKenna Mehta Mercer Middleton Moody Morales Morrow Moss Murray Napier Nash Nguyen Nichols Nolan Norris Nwosu Obrien Okafor Oliver Ortega Osborne Owens Pace Parham Park Patterson Payne Pearson Perkins Pham Pierce Pollard Porter Powell Pratt Quick Quinn Ramsey Randall Reese Reid Reyes Rhodes Richmond Rivers Robinson Rollins Rosario Rowe Salazar Sampson Sanders Santiago Sawyer Schroeder Sewell Shaw Sheppard Silva Simms Singletary Sloan Snyder Soto Spencer Stanton Steele Stokes Strickland Sutton Swann Tate Terrell Thornton Tillman Torres Townsend Travers Tucker Tyson Underwood Valdez Vance Vaughn Vega Waddell Walsh Ware Washington Watkins Weaver Webb Wells Whitaker Whitfield Wiggins Wilkes Winston Woodard Wu Yarborough York Zimmerman".split(
    " ",
  );

export const SCHOOL_NAMES = [
  "Ashland Heights Elementary",
  "Barclay Street Elementary",
  "Bay View Elementary/Middle",
  "Belvedere Middle",
  "Canton Wharf Academy",
  "Carver Vocational High",
  "Cedar Hill Elementary",
  "Cherry Grove Charter",
  "Clifton Park Middle",
  "Cold Spring High",
  "Curtis Point Elementary",
  "Druid Lake Elementary",
  "East Harbor High",
  "Eastwood Elementary/Middle",
  "Fallsway Charter",
  "Federal Square Elementary",
  "Franklin Mill Middle",
  "Frederick Run High",
  "Garrison Woods Elementary",
  "Greenmount Arts Charter",
  "Gwynn Falls Elementary/Middle",
  "Hamilton Ridge Elementary",
  "Harbor City High",
  "Highland Terrace Elementary",
  "Irvington Elementary",
  "Jones Falls Charter",
  "Lakeland Middle",
  "Lexington Row Elementary",
  "Locust Grove Elementary",
  "Maple Lane Elementary/Middle",
  "Mount Airy Academy",
  "North Avenue High",
  "Orchard Street Elementary",
  "Patterson Bay High",
  "Pimlico Road Middle",
  "Roland Creek Elementary/Middle",
  "Sandtown Charter",
  "Southway High",
  "Waverly Commons Elementary",
  "Westport Elementary/Middle",
] as const;

export const NETWORKS = ["Harbor Network", "Northwest Network", "Eastside Network", "Southern Network"] as const;
