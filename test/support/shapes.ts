/**
 * The shape of a line: what is left when everything is taken out of it that differs from one cluster, server and moment to the next. Two lines
 * of one shape are read the same way.
 */
export function shapeOf(line: string): string {
  return SHAPELESS.reduce((text, [pattern, word]) => text.replaceAll(pattern, word), line).trimEnd();
}

/** In this order: what is part of another one comes after it. */
const SHAPELESS: readonly (readonly [RegExp, string])[] = [
  [/(?<=msg="Running [a-z-]+ )--[^"]*/g, 'ARGUMENTS'],
  [/(?:aescbc|secretbox)key(?:-\d{4}-\d\d-\d\dT[\d:]+(?:Z|[+-]\d\d:\d\d))?/g, 'KEY'],
  [/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/g, 'TIME'],
  [/^[IWEF]\d{4} [\d:.]+ +\d+ (\w+\.go):\d+\]/g, 'KLOG $1]'],
  [/\b[\da-f]{64}\b/g, 'HASH'],
  [/\([\da-f]{8,40}\)/g, '(COMMIT)'],
  [/go1\.\d+\.\d+\S*(?: X:boringcrypto)?/g, 'GO'],
  [/v\d+\.\d+\.\d+(?:-rc\d+)?\+(?:k3s|rke2)[\w-]*/g, 'VERSION'],
  [/127\.0\.0\.1:\d+/g, 'ADDRESS'],
  [/\b(?:k3s|rke2)\b/g, 'ENGINE'],
  [/\/v1-ENGINE\//g, '/v1-ENGINE/'],
  [/\b(aescbc|secretbox)\b/g, 'PROVIDER'],
  [/\b(?:AES-CBC|XSalsa20-POLY1305)\b/g, 'TYPE'],
  [/(secrets \\?\\?")[^"\\]+/g, '$1SECRET'],
  [/(Snapshot |^|\/)(?!Snapshot)[\w.-]+-\d{10}\b/g, '$1SNAPSHOT'],
  [/(Unknown flag )--[\w-]+/g, '$1FLAG'],
  [
    /(node |node: |between |and |object="|object=|(?<=ObjectReference.*) ?(?:Name|UID):\\?")(?:[a-z]+\d+|node-\d|ip(?:-\d+){4}|cluster-control-plane-\d+|[AB])\b/g,
    '$1NODE',
  ],
  [/\b(?:prepare|rotate|reencrypt)(?= does not support)/g, 'COMMAND'],
  [/\b(?:start|prepare|rotate|reencrypt_active|reencrypt_finished)\b(?= found on node|",?$|$)/g, 'STAGE'],
  [/\d+/g, 'N'],
  [/-{2,}/g, '--'],
  [/(?<=\S) {2,}/g, ' '],
];
