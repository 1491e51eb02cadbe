// Everything here makes a working page better; no page needs it.
// Each module stands alone and finds its own elements by a data attribute.
import "./vendor/htmx.js";
import "./ready.js";
import "./await.js";
import "./conversation.js";
import "./count.js";
import "./dialog.js";
import "./draft.js";
import "./drop.js";
import "./filter.js";
import "./flash.js";
import "./keys.js";
import "./language.js";
import "./live.js";
import "./menu.js";
import "./money.js";
import "./passkey.js";
import "./pending.js";
import "./pick.js";
import "./steady.js";
import "./tabs.js";
import "./time.js";
import "./toast.js";
import "./unread.js";
import "./uploads.js";
import "./wrongs.js";
import "./zone.js";
