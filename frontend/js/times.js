// Hovering a time says how long ago it was, beside the exact value.
const UNITS = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60]];

export function times() {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  document.addEventListener("pointerover", (event) => {
    const time = event.target.closest?.("time");
    // Lists say the exact moment in the title alone: four hundred cells weigh.
    const moment = time?.getAttribute("datetime") ?? time?.title;
    if (!moment?.includes("T") || time.dataset.told) return;
    const seconds = (Date.parse(moment) - Date.now()) / 1000;
    if (Number.isNaN(seconds)) return;
    const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
    time.title += `\n${words.format(Math.round(seconds / size), unit)}`;
    time.dataset.told = "yes";
  });
}
