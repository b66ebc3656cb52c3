// Makes console/static/ out of frontend/ and node_modules/: `make assets`.
//
// The results are committed, so that running the console needs no Node. The first line of each
// names a digest of its sources; tests/unit/test_assets.py recomputes it, so that nobody forgets.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import * as esbuild from "esbuild";
import * as sass from "sass";

const OUT = "console/static";
const TABLER = version("@tabler/core");
const ICONS = version("@tabler/icons");

function version(name) {
  return JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
}

/** SHA-256 of the files under *folder*, names and contents, in the order of their names. */
function digest(...paths) {
  const hash = createHash("sha256");
  for (const path of paths.sort()) {
    hash.update(path + "\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

function files(folder) {
  return readdirSync(folder).sort().map((name) => join(folder, name));
}

function css() {
  const { css } = sass.compile("frontend/css/console.scss", {
    loadPaths: ["node_modules"],
    style: "compressed",
    charset: false,
  });
  const minified = esbuild.transformSync(css, { loader: "css", minify: true, legalComments: "none" });
  const head = `/* sources ${digest(...files("frontend/css"), "package-lock.json")}; contains Tabler ${TABLER}, MIT, see vendor/tabler/LICENSE */\n`;
  writeFileSync(`${OUT}/console.css`, head + minified.code);
}

function js() {
  const head = `/* sources ${digest(...files("frontend/js"))} */`;
  esbuild.buildSync({
    entryPoints: ["frontend/js/console.js"],
    outfile: `${OUT}/console.js`,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    banner: { js: head },
  });
}

function icons() {
  const names = readFileSync("frontend/icons.txt", "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
  const symbols = names.map((name) => {
    const svg = readFileSync(`node_modules/@tabler/icons/icons/outline/${name}.svg`, "utf8");
    const shapes = svg.replace(/<!--[^]*?-->/g, "").replace(/^[^]*?<svg[^>]*>|<\/svg>\s*$/g, "");
    const drawn = shapes.replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${drawn.replace(/\s*\n\s*/g, "").trim()}</symbol>`;
  });
  const head = `<!-- sources ${digest("frontend/icons.txt")}; Tabler Icons ${ICONS}, MIT, see vendor/tabler-icons/LICENSE -->`;
  writeFileSync(
    `${OUT}/icons.svg`,
    `${head}\n<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">\n${symbols.join("\n")}\n</svg>\n`,
  );
}

function licences() {
  mkdirSync(`${OUT}/vendor/tabler-icons`, { recursive: true });
  copyFileSync("node_modules/@tabler/icons/LICENSE", `${OUT}/vendor/tabler-icons/LICENSE`);
  writeFileSync(`${OUT}/vendor/tabler/VERSION`, `@tabler/core ${TABLER}\n`);
  writeFileSync(`${OUT}/vendor/tabler-icons/VERSION`, `@tabler/icons ${ICONS}\n`);
  mkdirSync("tests/browser/axe", { recursive: true });
  for (const name of ["axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt"]) {
    copyFileSync(`node_modules/axe-core/${name}`, `tests/browser/axe/${name}`);
  }
  writeFileSync("tests/browser/axe/VERSION", `axe-core ${version("axe-core")}\n`);
}

mkdirSync(`${OUT}/vendor/tabler`, { recursive: true });
css();
js();
icons();
licences();
