// What was picked lately, for the server to put first: a cookie, `company:12:7|country:PL`.
import { readCookie, writeCookie } from "./cookies.js";

const ROWS = 5; // of one table
const TABLES = 12;
const LONGEST = 1800; // characters; a server takes few more in all its cookies

export function remember(table, key) {
  const name = encodeURIComponent(table);
  const known = (readCookie("recent") ?? "").split("|").filter(Boolean).map((part) => part.split(":"));
  const before = known.find(([one]) => one === name)?.slice(1) ?? [];
  const id = encodeURIComponent(key);
  const keys = [id, ...before.filter((one) => one !== id)].slice(0, ROWS);
  const all = [[name, ...keys], ...known.filter(([one]) => one !== name)].slice(0, TABLES);
  while (all.length > 1 && text(all).length > LONGEST) all.pop();
  if (text(all).length <= LONGEST) writeCookie("recent", text(all));
}

function text(tables) {
  return tables.map((one) => one.join(":")).join("|");
}
