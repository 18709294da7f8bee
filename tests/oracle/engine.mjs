// ODK's form engine under Node: it wants a browser's DOM, and a clock that stands still makes now() comparable.
import { createRequire } from 'node:module';
import { JSDOM } from 'jsdom';

export const fixedNow = Date.parse('2026-11-22T09:15:30.500Z');
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(fixedNow);
    else super(...parts);
  }
  static now() {
    return fixedNow;
  }
};

const dom = new JSDOM('<!doctype html><html></html>', { url: 'http://localhost/' });
for (const name of [
  'window', 'document', 'DOMParser', 'XMLSerializer', 'Node', 'Element', 'Attr', 'Document', 'Text', 'XMLDocument', 'Comment',
  'CDATASection', 'NodeFilter', 'XPathResult', 'XPathEvaluator', 'ProcessingInstruction', 'DocumentFragment', 'CharacterData',
])
  if (dom.window[name]) globalThis[name] = dom.window[name];
globalThis.__dirname = process.cwd();
globalThis.require = createRequire(import.meta.url);

const engine = await import('@getodk/xforms-engine');
export const { loadForm, createInstance, editInstance, restoreInstance } = engine;
export default engine;

/** Loads a form; `files` maps names to texts. */
export async function load(xml, files = {}) {
  const types = { csv: 'text/csv', geojson: 'application/geo+json' };
  const result = await engine.loadForm(xml, {
    fetchFormAttachment: async (address) => {
      const name = String(address).split('/').pop();
      if (!(name in files)) return new Response('', { status: 404 });
      return new Response(files[name], { status: 200, headers: { 'content-type': types[name.split('.').pop()] } });
    },
    missingResourceBehavior: 'BLANK',
  });
  if (result.status === 'failure') throw result.error;
  return result;
}
