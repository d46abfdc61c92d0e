// Functions of libraries loaded at run time, by name.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_SYMBOL_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_SYMBOL_H_

#include <dlfcn.h>

namespace sheetgate::recalc::worker {

// False when the library has no such symbol.
template <typename Function>
bool FindSymbol(void* library, const char* symbol, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(library, symbol));
  return *function != nullptr;
}

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_SYMBOL_H_
