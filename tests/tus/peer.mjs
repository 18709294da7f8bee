// The reference server of tus with its file store, to measure beside ours. Prints its port.
// Usage: node peer.mjs FOLDER
import { createServer } from 'node:http'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

const [directory] = process.argv.slice(2)
if (!directory) throw new Error('usage: peer.mjs FOLDER')
const tus = new Server({ path: '/files', datastore: new FileStore({ directory }) })
const server = createServer(tus.handle.bind(tus))
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
