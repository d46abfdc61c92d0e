// What sheetgate-office-guard and the process that starts soffice.bin agree on.
//
// The guard is a library preloaded into LibreOffice's own program. It refuses system calls before
// the program's main, hands it the one connection it may have, and ends it when memory is short.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_OFFICE_GUARD_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_OFFICE_GUARD_H_

namespace sheetgate::recalc::worker {

inline constexpr char kOfficeGuard[] = "libsheetgate-office-guard.so";
// Where LibreOffice's end of the connection is.
inline constexpr int kOfficeConnectionFd = 3;
// The pipe LibreOffice is told to listen on; there is none.
inline constexpr char kOfficePipe[] = "sheetgate";
// Exit status after a failed allocation.
inline constexpr int kOutOfMemoryStatus = 112;
// Exit status when the system calls cannot be restricted.
inline constexpr int kUnguardedStatus = 113;

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_OFFICE_GUARD_H_
