export { forgetExpired } from './forget-expired.ts';
export { byteList, numberList, textList } from './postgres/list-literal.ts';
