import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Inject, Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Config } from '@jarvis/config';
import { LIVE_CLOSE, LiveClientMessage } from '@jarvis/contracts';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { CONFIG } from '../infrastructure/tokens.js';
import { SessionsService } from '../auth/sessions.service.js';
import { createAddressReader, networkOf } from '../http/caller-address.js';
import { isAllowedOrigin, selectSubprotocol, targetOf, tokenOf, type LiveTarget } from './handshake.js';
import { LiveSocket } from './live-socket.js';
import { LiveSockets } from './live-sockets.js';
import { SessionWatchService } from './session-watch.service.js';
import { WaitingSockets } from './waiting-sockets.js';

/** Clients only authenticate and say that they are there. */
const MAX_BYTES = 8192;
const SIGN_IN_WITHIN_MS = 5000;
const CLOSE_WITHIN_MS = 1000;

/** WebSocket at /ws and /ws/user/:userId. */
@Injectable()
export class LiveServerService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_BYTES,
    perMessageDeflate: false,
    handleProtocols: selectSubprotocol,
  });
  private readonly waiting = new WaitingSockets<WebSocket>(refuseIdle);
  private readonly addressOf;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly adapterHost: HttpAdapterHost,
    private readonly sessions: SessionsService,
    private readonly sockets: LiveSockets,
  ) {
    this.addressOf = createAddressReader(config.api.trustedProxies);
  }

  onApplicationBootstrap(): void {
    const http = this.adapterHost.httpAdapter.getInstance<FastifyInstance>().server;
    http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => this.upgrade(request, stream, head));
  }

  beforeApplicationShutdown(): void {
    for (const socket of this.server.clients)
      socket.close(1001, 'The server is going down. Connect again in a moment.');
    this.server.close();
  }

  private upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => stream.destroy());
    const target = targetOf(request.url);
    if (!target) {
      refuse(stream, '404 Not Found');
      return;
    }
    if (!isAllowedOrigin(request.headers.origin, this.config)) {
      refuse(stream, '403 Forbidden');
      return;
    }
    this.server.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', () => socket.terminate());
      const token = tokenOf(request);
      if (token !== undefined) void this.signIn(socket, target, token);
      else this.awaitToken(socket, target, networkOf(this.addressOf(request)));
    });
  }

  private awaitToken(socket: WebSocket, target: LiveTarget, address: string): void {
    this.waiting.add(address, socket);
    const timer = setTimeout(refuseIdle, SIGN_IN_WITHIN_MS, socket);
    const settle = (): void => {
      clearTimeout(timer);
      this.waiting.remove(address, socket);
    };
    socket.once('close', settle);
    socket.once('message', (data) => {
      settle();
      const message = parseMessage(data);
      if (message?.type === 'authenticate') void this.signIn(socket, target, message.token);
      else socket.close(LIVE_CLOSE.badMessage, 'The first message must be {"type":"authenticate","token":…}.');
    });
  }

  private async signIn(socket: WebSocket, target: LiveTarget, token: string): Promise<void> {
    let principal;
    try {
      principal = await this.sessions.authenticate(token);
    } catch (error) {
      const refused = error instanceof Error && 'code' in error && error.code === 'unauthenticated';
      if (refused)
        socket.close(LIVE_CLOSE.unauthorized, 'The token is not valid or its session has ended. Sign in again.');
      else socket.close(1013, 'The server cannot check the token right now. Connect again in a moment.');
      return;
    }
    if (principal.byToken) {
      socket.close(LIVE_CLOSE.forbidden, 'A token for machines has no live connection. Ask the API instead.');
      return;
    }
    if (target.userId !== undefined && target.userId !== principal.userId) {
      socket.close(LIVE_CLOSE.forbidden, 'This address belongs to another person. Use /ws.');
      return;
    }
    if (socket.readyState !== socket.OPEN) return;
    const live = new LiveSocket(socket, principal);
    this.sockets.add(live);
    socket.on('close', () => this.sockets.remove(live));
    socket.on('message', (data) => {
      if (!parseMessage(data)) live.close(LIVE_CLOSE.badMessage, 'The message was not understood.');
    });
    live.send({
      type: 'ready',
      at: new Date().toISOString(),
      data: { userId: principal.userId, heartbeatMs: SessionWatchService.heartbeatMs },
    });
  }
}

function parseMessage(data: RawData): LiveClientMessage | undefined {
  try {
    return LiveClientMessage.parse(JSON.parse(toText(data)));
  } catch {
    return undefined;
  }
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8');
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** Who has not said who he is. A client that does not even answer the closing is cut off. */
function refuseIdle(socket: WebSocket): void {
  socket.close(LIVE_CLOSE.unauthorized, 'No token came. Send {"type":"authenticate","token":…} first.');
  setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS).unref();
}
