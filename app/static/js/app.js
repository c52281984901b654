// The one module every page loads. Pages work without it; with it they are quicker.

import { startKeyboard } from "./keyboard.js";
import { startLeaving } from "./leaving.js";
import { startPages } from "./pages.js";
import { startSaving } from "./saving.js";
import { startTrial } from "./trial.js";
import { startUploads } from "./upload.js";

document.documentElement.classList.add("has-js");
startSaving();
startLeaving();
startKeyboard();
startUploads();
startPages();
startTrial();
