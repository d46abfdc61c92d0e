// Office: LibreOffice, without window, inside this process or beside it.
//
// The first boot is that of LibreOffice's own unit tests: pre-initialise the merged library, make
// the application object, take the process's component context. Four of its symbols are internal;
// their absence is reported, and the worker falls back to LibreOfficeKit's boot, which needs one of
// them and starts threads, and then to LibreOffice's own program, which needs none.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_OFFICE_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_OFFICE_H_

#include <cstddef>
#include <string>

#include <com/sun/star/frame/XDesktop2.hpp>
#include <com/sun/star/lang/XComponent.hpp>
#include <com/sun/star/uno/XComponentContext.hpp>

namespace sheetgate::recalc::worker {

class SofficeProcess;

// One boot per process.
class Office {
 public:
  // Boots the LibreOffice of `program_dir` without event loop or second thread, so that the process
  // can be forked. The environment must be prepared (profile.h). Returns an empty string, or what
  // failed.
  std::string BootForForks(const std::string& program_dir);
  // The same with LibreOffice's main thread beside the caller's. `profile_dir` may be written to.
  std::string BootForOneJob(const std::string& program_dir, const std::string& profile_dir);
  // Connects to LibreOffice in a process that was started, and waits until it is booted. The
  // process must outlive the office.
  std::string ConnectTo(const SofficeProcess& process, const std::string& program_dir);

  // Loads a workbook from memory, hidden, without macros and links. `name` is the file name it
  // believes to have. Null when LibreOffice refuses it, for which it gives no reason. May throw
  // com::sun::star::uno::Exception and std::bad_alloc.
  com::sun::star::uno::Reference<com::sun::star::lang::XComponent> Load(const char* data,
                                                                        size_t size,
                                                                        const std::string& name);

  // Whether it was booted by BootForForks.
  bool can_fork() const { return join_if_idle_ != nullptr; }
  // Ends the idle threads of the shared pool: a fork while one lives would hang in the child. False
  // when others are left, so that the process may not be forked now.
  bool BecomeSingleThreaded();

  // The process LibreOffice runs in; null: this one.
  const SofficeProcess* process() const { return process_; }

  // "LibreOffice 7.4.7.2".
  const std::string& version() const { return version_; }

 private:
  // Takes the context of the process LibreOffice runs in.
  std::string Connect(void* library);
  std::string TakeDesktop();
  std::string ReadVersion() const;

  com::sun::star::uno::Reference<com::sun::star::uno::XComponentContext> context_;
  com::sun::star::uno::Reference<com::sun::star::frame::XDesktop2> desktop_;
  const SofficeProcess* process_ = nullptr;
  void* (*shared_pool_)() = nullptr;
  bool (*join_if_idle_)(void*) = nullptr;
  std::string version_;
};

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_OFFICE_H_
