// A form with data-passkey asks an authenticator before it is sent: "create" makes a new passkey, "get" shows one. What the server asks
// stands in data-options, with bytes in base64url; what comes back goes into the form's hidden fields in the same letters.
import { word } from "../words";

type Answer = Record<string, ArrayBuffer>;

export function startPasskeys(page: Document, credentials: CredentialsContainer | undefined = navigator.credentials): void {
  if (typeof PublicKeyCredential === "undefined" || !credentials) return;
  page.querySelector("[data-passkey-missing]")?.remove();
  for (const form of page.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form, credentials).then(
        (answer) => send(form, answer),
        () => tell(form),
      );
    });
  }
}

async function ask(form: HTMLFormElement, credentials: CredentialsContainer): Promise<Answer> {
  const asked = JSON.parse(form.dataset["options"] ?? "") as Record<string, unknown>;
  const options = read(asked);
  const made = form.dataset["passkey"] === "create"
    ? await credentials.create({ publicKey: options as unknown as PublicKeyCredentialCreationOptions })
    : await credentials.get({ publicKey: options as unknown as PublicKeyCredentialRequestOptions });
  if (!(made instanceof PublicKeyCredential)) throw new Error("no passkey");
  const { response } = made;
  if (response instanceof AuthenticatorAttestationResponse) {
    return { client: response.clientDataJSON, authenticator: response.getAuthenticatorData() };
  }
  const { clientDataJSON, authenticatorData, signature } = response as AuthenticatorAssertionResponse;
  return { credential: made.rawId, client: clientDataJSON, authenticator: authenticatorData, signature };
}

function send(form: HTMLFormElement, answer: Answer): void {
  for (const [name, bytes] of Object.entries(answer)) {
    const field = form.querySelector<HTMLInputElement>(`input[name=${name}]`);
    if (field) field.value = toLetters(bytes);
  }
  form.submit();
}

function tell(form: HTMLFormElement): void {
  const place = form.querySelector<HTMLElement>("[role=alert]");
  if (!place) return;
  const key = form.dataset["passkey"] === "create" ? "passkeys_not_made" : "passkeys_not_shown";
  place.textContent = word(key, {}, form.ownerDocument);
  place.hidden = false;
}

/** The options with bytes where the server writes letters: the challenge, and every id but the name of our own site. */
export function read(asked: Record<string, unknown>): Record<string, unknown> {
  const listed = (list: unknown) => (Array.isArray(list) ? list.map((one) => ({ ...one, id: toBytes(one.id) })) : undefined);
  const user = asked["user"] as Record<string, unknown> | undefined;
  return {
    ...asked,
    challenge: toBytes(asked["challenge"] as string),
    ...(user && { user: { ...user, id: toBytes(user["id"] as string) } }),
    ...(asked["excludeCredentials"] ? { excludeCredentials: listed(asked["excludeCredentials"]) } : {}),
    ...(asked["allowCredentials"] ? { allowCredentials: listed(asked["allowCredentials"]) } : {}),
  };
}

export function toBytes(letters: string): Uint8Array<ArrayBuffer> {
  const binary = atob(letters.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}

export function toLetters(bytes: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
