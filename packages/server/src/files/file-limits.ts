import type { Limits } from '../config/index.ts';

/** The bounds of files. */
export type FileLimits = Pick<
  Limits,
  | 'avatarBytes'
  | 'chatFileBytes'
  | 'convertedBytes'
  | 'conversionMs'
  | 'conversionsAtOnce'
  | 'conversionsWaiting'
  | 'coverEdge'
  | 'downloadLinkMs'
  | 'fileSweepMs'
  | 'imageBytes'
  | 'pictureEdge'
  | 'picturePixels'
  | 'thumbnailEdge'
  | 'uploadBytesPerDay'
  | 'uploadMs'
  | 'uploadTicketMs'
  | 'uploadsAtOnce'
  | 'uploadsPerUser'
  | 'variantsPerFile'
  | 'videoBytes'
  | 'voiceBytes'
>;
