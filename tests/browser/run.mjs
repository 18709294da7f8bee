// Starts the server on a fresh data folder with the sample audit and lets live.mjs look at it.
// Usage: node run.mjs CITYAUDIT OPENROSA_CLIENT
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { draw_photo, launch_browser, TestServer } from './launch.mjs'

const [cityaudit, openrosa_client] = process.argv.slice(2)
if (!openrosa_client) throw new Error('usage: run.mjs CITYAUDIT OPENROSA_CLIENT')

const server = new TestServer(cityaudit)
const photo = join(server.folder, 'photo.jpg')
let code = 1
try {
  const browser = await launch_browser()
  await draw_photo(browser, photo, 'Ortenovo náměstí')
  await browser.close()
  await server.start()
  const { page, openrosa } = await server.links_of('walk')
  const submit = [openrosa_client, 'post', '--base', openrosa, '--generate', 'any', '--photo', photo, '--seed', String(Date.now())]
  const live = spawn(process.execPath, [new URL('live.mjs', import.meta.url).pathname], {
    stdio: 'inherit',
    env: {
      ...process.env,
      BASE_URL: server.base,
      SIGN_IN_LINK: await server.sign_in_link(),
      SUBMIT_COMMAND: submit.map((word) => `'${word}'`).join(' '),
      PARTICIPANT_LINK: page,
    },
  })
  code = await new Promise((resolve) => live.on('close', resolve))
} catch (error) {
  console.error(String(error))
} finally {
  await server.stop(code !== 0)
}
process.exit(code)
