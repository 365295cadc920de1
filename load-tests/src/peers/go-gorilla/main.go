// Gorilla's WebSocket: a goroutine reads and one writes for each connection, a broadcast is encoded once (PreparedMessage).
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"sync"

	"github.com/gorilla/websocket"
)

const waiting = 256 // messages for a connection that is slow

type member struct {
	socket *websocket.Conn
	out    chan *websocket.PreparedMessage
	gone   chan struct{}
}

type room struct {
	sync.RWMutex
	members map[*member]struct{}
}

var (
	rooms    sync.Map // of *room, by topic
	upgrader = websocket.Upgrader{
		ReadBufferSize: 1024, WriteBufferSize: 1024, WriteBufferPool: &sync.Pool{},
		CheckOrigin: func(*http.Request) bool { return true },
	}
	null  = json.RawMessage("null")
	empty = json.RawMessage("{}")
)

func roomOf(topic string) *room {
	found, _ := rooms.LoadOrStore(topic, &room{members: map[*member]struct{}{}})
	return found.(*room)
}

func prepared(message [5]json.RawMessage) *websocket.PreparedMessage {
	text, err := json.Marshal(message)
	if err != nil {
		log.Fatal(err)
	}
	frame, err := websocket.NewPreparedMessage(websocket.TextMessage, text)
	if err != nil {
		log.Fatal(err)
	}
	return frame
}

func (m *member) send(frame *websocket.PreparedMessage) {
	select {
	case m.out <- frame:
	case <-m.gone:
	}
}

func (m *member) write() {
	for {
		select {
		case frame := <-m.out:
			if m.socket.WritePreparedMessage(frame) != nil {
				m.socket.Close()
				return
			}
		case <-m.gone:
			return
		}
	}
}

func reply(message [5]json.RawMessage, response json.RawMessage) *websocket.PreparedMessage {
	ok := append(append([]byte(`{"status":"ok","response":`), response...), '}')
	return prepared([5]json.RawMessage{message[0], message[1], message[2], json.RawMessage(`"phx_reply"`), ok})
}

func (m *member) handle(text []byte, joined map[string]*room) error {
	var message [5]json.RawMessage
	if err := json.Unmarshal(text, &message); err != nil {
		return err
	}
	topic := string(message[2])
	switch string(message[3]) {
	case `"phx_join"`:
		r := roomOf(topic)
		r.Lock()
		r.members[m] = struct{}{}
		r.Unlock()
		joined[topic] = r
		m.send(reply(message, empty))
	case `"heartbeat"`:
		m.send(reply(message, empty))
	case `"ping"`:
		m.send(reply(message, message[4]))
	case `"shout"`:
		shout := prepared([5]json.RawMessage{null, null, message[2], message[3], message[4]})
		r := roomOf(topic)
		r.RLock()
		for each := range r.members {
			each.send(shout)
		}
		r.RUnlock()
	}
	return nil
}

func serve(w http.ResponseWriter, request *http.Request) {
	socket, err := upgrader.Upgrade(w, request, nil)
	if err != nil {
		return
	}
	m := &member{socket, make(chan *websocket.PreparedMessage, waiting), make(chan struct{})}
	joined := map[string]*room{}
	go m.write()
	for {
		_, text, err := socket.ReadMessage()
		if err == nil {
			err = m.handle(text, joined)
		}
		if err != nil {
			break
		}
	}
	close(m.gone)
	for _, r := range joined {
		r.Lock()
		delete(r.members, m)
		r.Unlock()
	}
	socket.Close()
}

func main() {
	http.HandleFunc("/socket/websocket", serve)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
