// sheetgate-lo-worker: LibreOffice in a process of its own, started and watched by recalc-service.
//
//   sheetgate-lo-worker --program-dir DIR --work-dir DIR --memory-bytes N --cpu-seconds N     (fd
//   3: control socket)
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "recalc-service/worker/confinement.h"
#include "recalc-service/worker/office.h"
#include "recalc-service/worker/pdf_raster.h"
#include "recalc-service/worker/profile.h"
#include "recalc-service/worker/protocol.h"
#include "recalc-service/worker/sandbox.h"
#include "recalc-service/worker/self_test.h"
#include "recalc-service/worker/zygote.h"

namespace sheetgate::recalc::worker {
namespace {

int Fail(const std::string& why) {
  ControlMessage message;
  message.kind = ControlKind::kFailed;
  message.text = why;
  if (!SendControl(kControlFd, message, {})) std::fprintf(stderr, "%s\n", why.c_str());
  return 1;
}

int Run(const std::map<std::string, std::string>& arguments) {
  // Until the loop watches the control socket, nothing else would tell that the service is gone.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::string& program_dir = arguments.at("--program-dir");
  const std::string& work_dir = arguments.at("--work-dir");
  ChildLimits limits;
  limits.memory_bytes = std::strtoll(arguments.at("--memory-bytes").c_str(), nullptr, 10);
  limits.cpu_seconds = std::strtoll(arguments.at("--cpu-seconds").c_str(), nullptr, 10);
  if (limits.memory_bytes <= 0 || limits.cpu_seconds <= 0)
    return Fail("the limits must be positive");

  const bool isolated = IsolateNetwork();
  if (const std::string problem = PrepareEnvironment(work_dir, program_dir); !problem.empty()) {
    return Fail(problem);
  }
  Office office;
  if (const std::string problem = office.Boot(program_dir); !problem.empty()) return Fail(problem);
  PdfRaster raster;
  raster.Load(program_dir);
  if (const std::string problem = RunSelfTest(&office, raster); !problem.empty()) {
    return Fail(problem);
  }

  ControlMessage ready;
  ready.kind = ControlKind::kReady;
  ready.pid = getpid();
  ready.status = (isolated ? kNetworkIsolated : 0) | (CanRestrictFiles() ? kFilesRestricted : 0);
  ready.text = office.version();
  if (!SendControl(kControlFd, ready, {})) return 1;
  prctl(PR_SET_PDEATHSIG, 0);
  const int status = Zygote(&office, &raster, limits, {program_dir, work_dir}).Serve();
  // The service removes the directory too, unless it was killed.
  std::error_code ignored;
  std::filesystem::remove_all(work_dir, ignored);
  return status;
}

}  // namespace
}  // namespace sheetgate::recalc::worker

int main(int argc, char** argv) {
  std::map<std::string, std::string> arguments;
  for (int i = 1; i + 1 < argc; i += 2) arguments[argv[i]] = argv[i + 1];
  for (const char* name : {"--program-dir", "--work-dir", "--memory-bytes", "--cpu-seconds"}) {
    if (arguments.count(name) == 0) {
      std::fprintf(stderr,
                   "%s is missing; sheetgate-recalc starts this program, nobody else needs to\n",
                   name);
      return 2;
    }
  }
  const int status = sheetgate::recalc::worker::Run(arguments);
  std::fflush(nullptr);
  // LibreOffice's exit handlers expect an application that was shut down in order.
  _exit(status);
}
