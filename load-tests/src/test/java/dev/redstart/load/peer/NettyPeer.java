package dev.redstart.load.peer;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.flush.FlushConsolidationHandler;

/**
 * Netty with its native transport. A broadcast is encoded once, as a whole frame, handed to each event loop in one task, and flushed
 * when the tasks that wait already are done, so that several leave in one write.
 */
final class NettyPeer {
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int SMALL = 125;
    private static final int MAX_HEAD = 8_192;

    private static final Map<EventLoop, Members> LOOPS = new ConcurrentHashMap<>();
    private static final List<Members> ALL = new CopyOnWriteArrayList<>();

    private NettyPeer() {}

    static void main(String[] args) throws InterruptedException {
        var loops = new MultiThreadIoEventLoopGroup(CORES, EpollIoHandler.newFactory());
        new ServerBootstrap().group(loops).channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4_096).childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new FlushConsolidationHandler(256, true), new HttpServerCodec(),
                                new HttpObjectAggregator(MAX_HEAD),
                                new WebSocketServerProtocolHandler("/socket/websocket", null, false, 1 << 20, false,
                                        true),
                                new Handler());
                    }
                }).bind("127.0.0.1", Integer.parseInt(args[0])).sync().channel().closeFuture().sync();
    }

    /** The members that one event loop has, by topic; only that loop touches them. */
    private static final class Members {
        private final EventLoop loop;
        private final Map<String, Set<Channel>> byTopic = new HashMap<>();
        private final Set<Channel> unflushed = new LinkedHashSet<>();

        Members(EventLoop loop) {
            this.loop = loop;
            ALL.add(this);
        }

        void broadcast(String topic, ByteBuf frame) {
            loop.execute(() -> {
                if (unflushed.isEmpty()) {
                    loop.execute(this::flush); // behind the broadcasts that wait already
                }
                for (var member : byTopic.getOrDefault(topic, Set.of())) {
                    var _ = member.write(frame.retainedDuplicate(), member.voidPromise());
                    unflushed.add(member);
                }
                frame.release();
            });
        }

        private void flush() {
            unflushed.forEach(Channel::flush);
            unflushed.clear();
        }
    }

    private static final class Handler extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            var envelope = Envelope.parse(frame.text());
            switch (envelope.event()) {
                case Envelope.JOIN -> {
                    membersOf(context).byTopic.computeIfAbsent(envelope.topic(), _ -> new LinkedHashSet<>())
                            .add(context.channel());
                    reply(context, envelope.ok("{}"));
                }
                case Envelope.HEARTBEAT -> reply(context, envelope.ok("{}"));
                case Envelope.PING -> reply(context, envelope.ok(envelope.payload()));
                case Envelope.SHOUT -> {
                    var whole = encoded(envelope.broadcast());
                    ALL.forEach(members -> members.broadcast(envelope.topic(), whole.retain()));
                    whole.release();
                }
                default -> {
                    // nobody asks anything else
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            membersOf(context).byTopic.values().forEach(channels -> channels.remove(context.channel()));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }

        private static Members membersOf(ChannelHandlerContext context) {
            return LOOPS.computeIfAbsent(context.channel().eventLoop(), Members::new);
        }

        private static void reply(ChannelHandlerContext context, String text) {
            var _ = context.writeAndFlush(new TextWebSocketFrame(text), context.voidPromise());
        }

        /** A frame that the encoder passes on as it is, because it is bytes already (RFC 6455 5.2). */
        private static ByteBuf encoded(String text) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            var frame = Unpooled.directBuffer(bytes.length + 4).writeByte(0x81);
            if (bytes.length <= SMALL) {
                frame.writeByte(bytes.length);
            } else {
                frame.writeByte(126).writeShort(bytes.length);
            }
            return frame.writeBytes(bytes);
        }
    }
}
