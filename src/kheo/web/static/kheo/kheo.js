// Small helps on top of pages that work without them.
const all = (what, root = document) => root.querySelectorAll(what);
document.documentElement.classList.add("scripted");

// Menus: one open at a time; a click elsewhere or Escape closes them.
const menus = all("details[data-menu]");
document.addEventListener("click", (event) => {
  for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  closeSuggestions();
});
for (const menu of menus) {
  menu.addEventListener("toggle", () => menu.open && menu.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" }));
}

// On a phone the choices fold into one line, and so do the switches of the table of figures.
for (const fold of all("[data-fold]")) {
  fold.setAttribute("role", "button");
  fold.setAttribute("aria-expanded", "false");
  fold.addEventListener("click", (event) => {
    event.preventDefault();
    const open = document.querySelector(fold.hash).classList.toggle("open");
    fold.setAttribute("aria-expanded", String(open));
  });
}

// Suggestions under the search field.
const field = document.querySelector("input[data-suggest]");
let box = null;
let asked = 0;
function closeSuggestions() {
  box?.remove();
  box = null;
}
async function suggest() {
  const query = field.value.trim();
  const turn = ++asked;
  if (query.length < 2) return closeSuggestions();
  const answer = await fetch(`${field.dataset.suggest}&q=${encodeURIComponent(query)}`);
  if (turn !== asked || !answer.ok) return;
  closeSuggestions();
  box = document.createElement("div");
  box.className = "suggest";
  box.innerHTML = await answer.text();
  field.after(box);
}
if (field) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  let wait;
  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(suggest, 160);
  });
  field.form.addEventListener("keydown", (event) => {
    if (!box || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const stops = [field, ...all("a", box)];
    const at = stops.indexOf(document.activeElement);
    stops[(at + (event.key === "ArrowDown" ? 1 : stops.length - 1)) % stops.length].focus();
  });
  document.addEventListener("focusin", (event) => box && !field.form.contains(event.target) && closeSuggestions());
  document.addEventListener("click", (event) => box && !field.form.contains(event.target) && closeSuggestions());
}

// Switches answer at once.
for (const form of all("form[data-auto]")) {
  form.addEventListener("change", (event) => event.target.matches("select, .check input") && form.requestSubmit());
}
// Going back, a browser brings back what was chosen last in the form; the page beside it is of the choices before.
addEventListener("pageshow", (event) => {
  const back = event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (back) for (const form of all("form[data-auto]")) form.reset();
});

// A figure opens its passport beside the page.
const panel = document.querySelector("#panel");
async function openPanel(url) {
  const body = panel.querySelector(".panel-body");
  body.replaceChildren(body.dataset.wait);
  panel.showModal();
  try {
    const answer = await fetch(`${url}${url.includes("?") ? "&" : "?"}panel=1`);
    if (!answer.ok) throw new Error(answer.status);
    body.innerHTML = await answer.text();
  } catch {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = body.dataset.failed;
    body.replaceChildren(link);
  }
}
if (panel) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !plain || panel.contains(link) || innerWidth < 720) return;
    event.preventDefault();
    openPanel(link.href.split("#")[0]);
  });
  panel.addEventListener("click", (event) => event.target === panel && panel.close());
}

// The map and its ranking light each other; a dot says what it is and opens its passport.
const map = document.querySelector("[data-map]");
if (map) {
  const light = (area) => {
    map.classList.toggle("dim", Boolean(area));
    for (const part of all("[data-d]")) part.classList.toggle("lit", part.dataset.d === area);
  };
  const raise = (area) => {
    const land = map.querySelector(`.dst[data-d="${area}"]`);
    land?.parentNode.append(land); // drawn last, so that no neighbour covers its border
    light(area);
  };
  for (const row of all("[data-rank] tr[data-d]")) {
    row.addEventListener("mouseenter", () => raise(row.dataset.d));
    row.addEventListener("focusin", () => raise(row.dataset.d));
    row.addEventListener("mouseleave", () => light());
    row.addEventListener("focusout", () => light());
  }
  const tips = JSON.parse(map.querySelector("script[type='application/json']")?.textContent ?? "[]");
  const tip = map.querySelector(".tip");
  map.addEventListener("mousemove", (event) => {
    const dot = event.target.closest("[data-n]");
    const area = event.target.closest("[data-d]")?.dataset.d;
    if (area !== map.dataset.area) {
      map.dataset.area = area ?? "";
      light(area && document.querySelector(`[data-rank] tr[data-d="${area}"]`) ? area : "");
    }
    tip.hidden = !dot;
    if (!dot) return;
    const [name, size, colour] = tips[dot.dataset.n];
    const strong = document.createElement("b");
    strong.textContent = name;
    tip.replaceChildren(strong, [size, colour].filter(Boolean).join(" · "));
    const frame = map.getBoundingClientRect();
    const left = event.clientX - frame.left;
    tip.style.left = `${Math.min(left + 12, frame.width - tip.offsetWidth - 4)}px`;
    tip.style.top = `${event.clientY - frame.top + 14}px`;
  });
  map.addEventListener("mouseleave", () => {
    tip.hidden = true;
    map.dataset.area = "";
    light();
  });
  map.addEventListener("click", (event) => {
    const dot = event.target.closest("[data-n]");
    const passport = dot && tips[dot.dataset.n][3];
    if (passport) openPanel(map.dataset.passport.replace("PASSPORT", passport));
  });
}

// Copying a citation.
for (const button of all("[data-copy]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const before = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = before), 2000);
  });
}
