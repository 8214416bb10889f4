import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Page } from "@playwright/test";
import Provider from "oidc-provider";

export const CLIENT_ID = "changxiao";
export const CLIENT_SECRET = "a-secret-that-the-directory-gave";
const BACK = "/signin/directory/answer";

/** A real OpenID Connect provider (oidc-provider) on loopback, which lets in whoever types a name. */
export class Directory {
  readonly issuer: string;
  readonly #server: Server;
  readonly #key: KeyObject;
  /** Signs its tokens for another system, as a careless directory would. */
  forOtherSystem = false;
  /** Gives no tokens just now. */
  isAway = false;

  private constructor(server: Server, issuer: string, key: KeyObject) {
    this.#server = server;
    this.issuer = issuer;
    this.#key = key;
  }

  /** Listens; it serves once it knows where its people come from. */
  static async listen(): Promise<Directory> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    return new Directory(server, `http://127.0.0.1:${port}`, createPrivateKey(privateKey.export({ format: "pem", type: "pkcs8" })));
  }

  serve(baseUrl: string): void {
    const key = { ...(this.#key.export({ format: "jwk" }) as object), kid: "story", use: "sig", alg: "RS256" };
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          redirect_uris: [`${baseUrl}${BACK}`],
          grant_types: ["authorization_code"],
          response_types: ["code"],
        },
      ],
      cookies: { keys: ["a key for the cookies of this story"] },
      jwks: { keys: [key] },
      pkce: { required: () => true },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.gov.cn`, email_verified: true }) }),
    });
    provider.use(async (context, next) => {
      if (this.isAway && context.path === "/token") {
        context.status = 503;
        return;
      }
      await next();
      const answer = context.body as { id_token?: string } | undefined;
      if (this.forOtherSystem && answer?.id_token) answer.id_token = this.#resigned(answer.id_token, { aud: "another-system" });
    });
    this.#server.on("request", provider.callback());
  }

  /** The same token with other claims, signed as rightly as before. */
  #resigned(token: string, claims: Record<string, unknown>): string {
    const [head = "", body = ""] = token.split(".");
    const before = JSON.parse(Buffer.from(body, "base64url").toString()) as Record<string, unknown>;
    const signed = `${head}.${Buffer.from(JSON.stringify({ ...before, ...claims })).toString("base64url")}`;
    return `${signed}.${sign("sha256", Buffer.from(signed), this.#key).toString("base64url")}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /** Signs in there on the page to which the browser was sent, and agrees to being sent back. */
  async letIn(page: Page, name: string): Promise<void> {
    await expect(page, "the browser was sent to the directory").toHaveURL(new RegExp(`^${this.issuer}/`));
    const login = page.locator("input[name=login]");
    if (await login.isVisible()) {
      await login.fill(name);
      await page.locator("input[name=password]").fill("whatever");
      await page.getByRole("button", { name: "Sign-in" }).click();
    }
    const agree = page.getByRole("button", { name: "Continue" });
    if (page.url().startsWith(this.issuer)) await agree.click();
    await expect(page).not.toHaveURL(new RegExp(`^${this.issuer}/`));
  }
}
