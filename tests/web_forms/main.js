// ODK Web Forms as an OpenRosa client of its own: finds the form in the form list, fetches it and what its manifest names, shows it, and posts what
// was filled in. The page's address says where: ?base=/v1/key/…&form=FORM_ID. What the server said stands in window.answered.
import { createApp, h } from 'vue'
import { OdkWebForm, webFormsPlugin } from '@getodk/web-forms'

const asked = new URLSearchParams(location.search)
const base = asked.get('base')
/// The server writes whole addresses; this page reaches it under its own.
const here = (address) => new URL(address, location.href).pathname
const headers = { 'X-OpenRosa-Version': '1.0' }

async function document_at(address) {
  const response = await fetch(address, { headers })
  if (!response.ok) throw new Error(`${address}: ${response.status}`)
  return new DOMParser().parseFromString(await response.text(), 'text/xml')
}

const text_of = (element, name) => [...element.children].find((child) => child.localName === name)?.textContent ?? ''

const list = await document_at(`${base}/formList`)
const form = [...list.getElementsByTagName('xform')].find((one) => text_of(one, 'formID') === asked.get('form'))
if (!form) throw new Error(`the form list does not offer ${asked.get('form')}`)
const attachments = new Map()
if (text_of(form, 'manifestUrl')) {
  const manifest = await document_at(here(text_of(form, 'manifestUrl')))
  for (const file of manifest.getElementsByTagName('mediaFile')) attachments.set(text_of(file, 'filename'), here(text_of(file, 'downloadUrl')))
}
const form_xml = await (await fetch(here(text_of(form, 'downloadUrl')), { headers })).text()

/// jr://file-csv/stops.csv, jr://images/a.png
const fetch_attachment = (resource) => {
  const name = resource.href.split('/').pop()
  return attachments.has(name) ? fetch(attachments.get(name), { headers }) : Promise.resolve(new Response('', { status: 404 }))
}

async function submit(payload) {
  const [body] = payload.data
  window.sent = new TextDecoder().decode(await body.get('xml_submission_file').arrayBuffer())
  const response = await fetch(`${base}/submission`, { method: 'POST', headers, body })
  window.answered = { status: response.status, text: await response.text() }
}

createApp({ render: () => h(OdkWebForm, { formXml: form_xml, fetchFormAttachment: fetch_attachment, missingResourceBehavior: 'DEFAULT', onSubmit: submit }) })
  .use(webFormsPlugin)
  .mount('#app')
window.shown = true
