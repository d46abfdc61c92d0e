// Office: LibreOffice booted inside this process, without event loop, window or second thread.
//
// The boot is that of LibreOffice's own unit tests: pre-initialise the merged library, make the
// application object, take the process's component context. Four of its symbols are internal; their
// absence is reported, not survived.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_OFFICE_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_OFFICE_H_

#include <cstddef>
#include <string>

#include <com/sun/star/frame/XDesktop2.hpp>
#include <com/sun/star/lang/XComponent.hpp>
#include <com/sun/star/uno/XComponentContext.hpp>

namespace sheetgate::recalc::worker {

// Once per process; single-threaded.
class Office {
 public:
  // Boots the LibreOffice of `program_dir`. The environment must be prepared (profile.h). Returns
  // an empty string, or what failed.
  std::string Boot(const std::string& program_dir);

  // Loads a workbook from memory, hidden, without macros and links. `name` is the file name it
  // believes to have. Null when LibreOffice refuses it, for which it gives no reason. May throw
  // com::sun::star::uno::Exception and std::bad_alloc.
  com::sun::star::uno::Reference<com::sun::star::lang::XComponent> Load(const char* data,
                                                                        size_t size,
                                                                        const std::string& name);

  // Ends the idle threads of the shared pool: a fork while one lives would hang in the child. False
  // when others are left, so that the process may not be forked now.
  bool BecomeSingleThreaded();

  // "LibreOffice 7.4.7.2".
  const std::string& version() const { return version_; }

 private:
  std::string ReadVersion() const;

  com::sun::star::uno::Reference<com::sun::star::uno::XComponentContext> context_;
  com::sun::star::uno::Reference<com::sun::star::frame::XDesktop2> desktop_;
  void* (*shared_pool_)() = nullptr;
  bool (*join_if_idle_)(void*) = nullptr;
  std::string version_;
};

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_OFFICE_H_
