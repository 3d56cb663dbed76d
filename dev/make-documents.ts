/** Makes the documents that tests and demonstrations need, in memory. */
import { crc32 } from "node:zlib";
import { PDFDocument, PDFName, PDFString, StandardFonts } from "pdf-lib";
import sharp from "sharp";

/** A ZIP file whose parts are stored as they are. */
export function makeZip(parts: Record<string, string>): Buffer {
  const bodies: Buffer[] = [];
  const listing: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const body = Buffer.from(text);
    // The fields that the head of a part and its entry in the listing share.
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt32LE(crc32(body), 10);
    shared.writeUInt32LE(body.length, 14);
    shared.writeUInt32LE(body.length, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const head = Buffer.concat([Buffer.from("PK\x03\x04"), shared, Buffer.from(name), body]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    listing.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\0"), shared, place, Buffer.from(name)]));
    bodies.push(head);
    offset += head.length;
  }
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt16LE(bodies.length, 8);
  end.writeUInt16LE(bodies.length, 10);
  end.writeUInt32LE(Buffer.concat(listing).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...listing, end]);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const DRAWING = "http://schemas.openxmlformats.org/drawingml/2006";

const linkedPicture = `<w:p><w:r><w:drawing><wp:inline xmlns:wp="${DRAWING}/wordprocessingDrawing"><wp:extent cx="990000" cy="990000"/>
<wp:docPr id="1" name="p"/><a:graphic xmlns:a="${DRAWING}/main"><a:graphicData uri="${DRAWING}/picture">
<pic:pic xmlns:pic="${DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr>
<pic:blipFill><a:blip xmlns:r="${OFFICE}" r:link="rId9"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="990000" cy="990000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr>
</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;

/** A Word document of these paragraphs. `pictureAt` is an address from which Word would fetch a picture. */
export function makeDocx(
  paragraphs: readonly string[],
  { pictureAt = null, more = {} }: { pictureAt?: string | null; more?: Record<string, string> } = {},
): Buffer {
  const text = paragraphs.map((words) => `<w:p><w:r><w:t>${words}</w:t></w:r></w:p>`).join("");
  const link = `<Relationship Id="rId9" Type="${OFFICE}/image" Target="${pictureAt}" TargetMode="External"/>`;
  return makeZip({
    "[Content_Types].xml": `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    "_rels/.rels": `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`,
    "word/_rels/document.xml.rels": `${XML}<Relationships xmlns="${PACKAGE}/relationships">${pictureAt ? link : ""}</Relationships>`,
    "word/document.xml": `${XML}<w:document xmlns:w="${WORD}"><w:body>${text}${pictureAt ? linkedPicture : ""}</w:body></w:document>`,
    ...more,
  });
}

/** A PDF with one page for each text. `isArmed` adds a script, an attachment and an author. */
export async function makePdf(pages: readonly string[], { isArmed = false } = {}): Promise<Buffer> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (const text of pages) pdf.addPage().drawText(text, { x: 50, y: 700, size: 14, font });
  if (isArmed) {
    pdf.setAuthor("Maria Rivera");
    pdf.addJavaScript("open", 'app.alert("hello")');
    await pdf.attach(Buffer.from("attached secret"), "secret.txt");
    const call = { Type: "Action", S: "URI", URI: PDFString.of("http://127.0.0.1:1/called") };
    pdf.catalog.set(PDFName.of("OpenAction"), pdf.context.obj(call));
  }
  return Buffer.from(await pdf.save({ useObjectStreams: false }));
}

/** A photo as a phone takes it: lying, with how to turn it, where it was taken and by what. */
export async function makePhoto(): Promise<Buffer> {
  const top = await sharp({ create: { width: 400, height: 60, channels: 3, background: "#c00" } })
    .png()
    .toBuffer();
  return sharp({ create: { width: 400, height: 300, channels: 3, background: "#08c" } })
    .composite([{ input: top, left: 0, top: 0 }])
    .withExif({
      IFD0: { Make: "SecretPhone", Orientation: "6" },
      IFD3: {
        GPSLatitudeRef: "N",
        GPSLatitude: "39/1 17/1 25/1",
        GPSLongitudeRef: "W",
        GPSLongitude: "76/1 36/1 44/1",
      },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}
