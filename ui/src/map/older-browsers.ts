// MapLibre uses this one function that came with Chromium 93; office machines have older ones.
interface WithHasOwn {
  hasOwn?: (object: object, key: PropertyKey) => boolean;
}

const given = Object as unknown as WithHasOwn;
given.hasOwn = given.hasOwn ?? ((object, key) => Object.prototype.hasOwnProperty.call(object, key));

export {};
