// The keyboard of the verifier's page; everything works by links and forms without it.
const page = document.querySelector(".vf");
const back = document.querySelector(".back");
const reason = document.querySelector("#id_reason");
const help = document.querySelector(".keyhelp");

function ask(field = "", outcome = "returned") {
  if (!back) return;
  back.open = true;
  for (const button of back.querySelectorAll("button")) button.classList.toggle("main", button.value === outcome);
  if (field) document.querySelector("#id_field").value = field;
  reason.focus();
  back.scrollIntoView({ block: "nearest" });
}

// Blanks are no reason: said before anything is sent.
const lacking = () => reason.setCustomValidity(reason.value.trim() ? "" : reason.dataset.lacking);
if (reason) {
  reason.addEventListener("input", lacking);
  lacking();
}

// What was typed and refused stands there still, and is gone on with: no key of it is a shortcut.
if (back?.open) ask("", back.querySelector("button.main").value);

for (const link of document.querySelectorAll("[data-ask]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    ask(link.dataset.ask);
  });
}

function press(selector) {
  const button = document.querySelector(selector);
  button?.form.requestSubmit(button);
}

const acts = {
  j: () => page?.dataset.after && location.assign(page.dataset.after),
  k: () => page?.dataset.before && location.assign(page.dataset.before),
  a: () => press('[data-key="a"]'),
  r: () => ask(),
  x: () => ask("", "rejected"),
  z: () => press('[data-key="z"]'),
  "?": () => help?.toggleAttribute("open"),
};

reason?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const button = back.querySelector("button.main");
  reason.form.requestSubmit(button);
});

// One decision for each page: a key that is held down, or pressed while the next page loads, decides nothing more.
let sent = false;
document.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
addEventListener("pageshow", () => (sent = false));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && back?.open) {
    back.open = false;
    return;
  }
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const act = acts[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

// What may be taken back goes when its time is over.
for (const undo of document.querySelectorAll("[data-seconds]")) {
  const end = performance.now() + 1000 * Number(undo.dataset.seconds);
  const left = undo.querySelector("[data-left]");
  const tick = setInterval(() => {
    const seconds = Math.ceil((end - performance.now()) / 1000);
    left.textContent = String(Math.max(seconds, 0));
    if (seconds > 0) return;
    clearInterval(tick);
    undo.remove();
  }, 250);
}

// Where the queue stands beside the report; where it stands below, the report is what to see first.
if (!matchMedia("(max-width: 60rem)").matches) document.querySelector(".queue [aria-current]")?.scrollIntoView({ block: "nearest" });
