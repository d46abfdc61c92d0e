// Opening what is below a directory and nowhere else.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_BENEATH_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_BENEATH_H_

#include <string>

#include "workbook-service/store/files.h"

namespace sheetgate::workbook {

// openat2(directory, path, flags | O_CLOEXEC) with RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
// RESOLVE_NO_MAGICLINKS. Invalid with errno set on failure: ELOOP when a component is a symbolic
// link, EXDEV when the path leads out.
FileDescriptor OpenBeneath(int directory, const std::string& path, int flags);

// The same for kernels and sandboxes without openat2: a walk with O_NOFOLLOW, one component after
// the other.
FileDescriptor WalkBeneath(int directory, const std::string& path, int flags);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_BENEATH_H_
