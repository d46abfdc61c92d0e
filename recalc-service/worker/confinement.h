// Confinement of a job's child: the files it may open and the system calls it may make.
//
// Somebody else's workbook is parsed in the child, so what the child does not need it does not get:
// no file but LibreOffice's own, fonts and its own directory (Landlock), no socket, no program, no
// namespace, no way out of its process group, with which it ends (seccomp). Refused calls fail with
// EPERM or EACCES, which LibreOffice takes as "not there". A child cannot undo it.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_CONFINEMENT_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_CONFINEMENT_H_

#include <string>

namespace sheetgate::recalc::worker {

struct Confinement {
  std::string program_dir;  // of LibreOffice: it and its neighbours are read
  std::string work_dir;     // the only place where files are made
  std::string program;      // the only one that may be run; empty: none
  std::string preloaded;    // the library it is run with, if any
};

// Whether this kernel can restrict files (Landlock, since Linux 5.13, where it is switched on).
bool CanRestrictFiles();

// Confines this process, for good; it must have one thread and no_new_privs. Files stay as they are
// where the kernel cannot restrict them. Returns an empty string, or what failed.
std::string Confine(const Confinement& confinement);

// The two halves of it: files for the calling thread and those it makes later, system calls for all
// threads of the process.
std::string ConfineFiles(const Confinement& confinement);
std::string ConfineCalls();

// Takes from a confined process what is left of making processes: a copy of itself. Threads stay.
bool RefuseProcesses();

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_CONFINEMENT_H_
