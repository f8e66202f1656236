/** keyturn's own version. A test compares the value with package.json. */
export const VERSION = '0.1.0';
