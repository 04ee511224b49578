export { createSupportStaff, SupportSource, type SupportStaff } from './support-staff.ts';
