// Runs before the first paint, so that a chosen theme never flashes.
"use strict";
const chosen = localStorage.getItem("fullcourt-theme");
if (chosen) document.documentElement.dataset.theme = chosen;
