import {
  createSafeHttp,
  createVendorTransport,
  type ConnectorRegistry,
  type SafeHttpClient,
  type VendorTransport,
} from '@jarvis/connector-kit';

/** The ways out: for each platform, to the sandbox in its stead or past it. Agents keep no sockets, but need not be made for every step. */
export class Transports {
  private readonly known = new Map<string, VendorTransport>();
  private readonly http: SafeHttpClient;
  private readonly liveHttp = createSafeHttp();

  constructor(
    private readonly registry: ConnectorRegistry,
    readonly sandboxUrl: string | undefined,
  ) {
    this.http = createSafeHttp(sandboxUrl === undefined ? {} : { sandbox: sandboxUrl });
  }

  /** @param live a real account, although this installation plays the others */
  of(platform: string, live: boolean): VendorTransport & { http: SafeHttpClient } {
    const way = live ? `${platform} live` : platform;
    const hosts = this.registry.getConnector(platform)?.hosts ?? [];
    const { sandboxUrl } = this;
    const transport =
      this.known.get(way) ?? createVendorTransport({ hosts, ...(sandboxUrl && !live ? { sandboxUrl } : {}) });
    this.known.set(way, transport);
    return { ...transport, http: live ? this.liveHttp : this.http };
  }

  async close(): Promise<void> {
    await Promise.all([this.http.close(), this.liveHttp.close()]);
  }
}
