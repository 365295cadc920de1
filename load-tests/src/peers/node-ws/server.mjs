// The npm package ws, in the one process and on the one core that it has: node server.mjs PORT. A broadcast is encoded once.
import { WebSocketServer } from 'ws'

const members = new Map()
const server = new WebSocketServer({
  port: Number(process.argv[2]), host: '127.0.0.1', path: '/socket/websocket', perMessageDeflate: false, backlog: 4096,
})

server.on('connection', (socket) => {
  const topics = new Set()
  socket.on('message', (data) => {
    const [joinRef, ref, topic, event, payload] = JSON.parse(data)
    const ok = (response) =>
      socket.send(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response }]))
    switch (event) {
      case 'phx_join': {
        if (!members.has(topic)) members.set(topic, new Set())
        members.get(topic).add(socket)
        topics.add(topic)
        ok({})
        break
      }
      case 'heartbeat':
        ok({})
        break
      case 'ping':
        ok(payload)
        break
      case 'shout': {
        const shout = Buffer.from(JSON.stringify([null, null, topic, event, payload]))
        for (const member of members.get(topic) ?? []) member.send(shout, { binary: false })
        break
      }
    }
  })
  socket.on('close', () => topics.forEach((topic) => members.get(topic).delete(socket)))
  socket.on('error', () => socket.terminate())
})
