// Preferences live in cookies, so that the server draws the page right the first time.
const YEAR = 365 * 24 * 3600;

export function readCookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : null;
}

/** Values are names of things ("Europe/Warsaw", "dark"): the server reads them as they stand. */
export function writeCookie(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}
