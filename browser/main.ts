/** On every page. Each part finds its own elements and does nothing where there are none. */
import { tickCountdowns } from "./parts/countdown.ts";
import { keepDrafts } from "./parts/drafts.ts";
import { focusErrors } from "./parts/errors.ts";
import { foldNavigation } from "./parts/navigation.ts";
import { sendOnce } from "./parts/once.ts";
import { warnOfExpiry } from "./parts/session.ts";

foldNavigation();
focusErrors();
keepDrafts();
sendOnce();
tickCountdowns();
warnOfExpiry();
