// sheetgate-lo-worker: LibreOffice in a process of its own, started and watched by recalc-service.
//
//   sheetgate-lo-worker --mode MODE --program-dir DIR --work-dir DIR
//                       --memory-bytes N --cpu-seconds N
//
// The control socket is fd 3. The mode `auto` is the first that works of `zygote`, `process` and
// `pipe`. After `zygote` the program starts itself anew, for a process that had LibreOffice in it
// is of no use any more. `fallback` is `auto` where the zygote does not work, for tests.
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "recalc-service/worker/confinement.h"
#include "recalc-service/worker/office.h"
#include "recalc-service/worker/pdf_raster.h"
#include "recalc-service/worker/profile.h"
#include "recalc-service/worker/protocol.h"
#include "recalc-service/worker/sandbox.h"
#include "recalc-service/worker/self_test.h"
#include "recalc-service/worker/spare_host.h"
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

using Arguments = std::map<std::string, std::string>;

struct Setup {
  ChildLimits limits;
  Confinement confinement;
  bool network_isolated = false;
};

bool TellReady(const Setup& setup, WorkerMode mode, const std::string& text) {
  ControlMessage ready;
  ready.kind = ControlKind::kReady;
  ready.pid = getpid();
  ready.status =
      (setup.network_isolated ? kNetworkIsolated : 0) | (CanRestrictFiles() ? kFilesRestricted : 0);
  ready.mode = mode;
  ready.text = text;
  return SendControl(kControlFd, ready, {});
}

int Serve(const Setup& setup, JobHost* host) {
  // The loop watches the control socket.
  prctl(PR_SET_PDEATHSIG, 0);
  const int status = host->Serve();
  // The service removes the directory too, unless it was killed.
  std::error_code ignored;
  std::filesystem::remove_all(setup.confinement.work_dir, ignored);
  return status;
}

// Serves as a zygote. Returns false when that does not work, and why.
bool RunZygote(const Setup& setup, bool give_up, int* status, std::string* why) {
  Office office;
  PdfRaster raster;
  *why = office.BootForForks(setup.confinement.program_dir);
  if (!why->empty()) return false;
  raster.Load(setup.confinement.program_dir);
  *why = RunSelfTest(&office, raster);
  if (!why->empty()) return false;
  Zygote zygote(&office, &raster, setup.limits, setup.confinement);
  *why = give_up ? "a fallback is asked for" : zygote.TestFork();
  if (!why->empty()) return false;
  *status = TellReady(setup, WorkerMode::kZygote, office.version()) ? Serve(setup, &zygote) : 1;
  return true;
}

// Serves with spares of a mode. Returns false when that does not work; then, and when it does, why
// no better mode is added to `why`.
bool RunSpares(const Setup& setup, WorkerMode mode, int* status, std::string* why) {
  SpareHost host(mode, setup.limits, setup.confinement);
  if (const std::string problem = host.Prepare(); !problem.empty()) {
    if (!why->empty()) *why += "; ";
    *why += std::string(ModeName(mode)) + ": " + problem;
    return false;
  }
  const std::string text = why->empty() ? host.version() : host.version() + "\n" + *why;
  *status = TellReady(setup, mode, text) ? Serve(setup, &host) : 1;
  return true;
}

// Becomes a new process of this program, with one thread and without LibreOffice.
int StartAnew(Arguments arguments, const Setup& setup, const std::string& why) {
  arguments["--mode"] = "spares";
  arguments["--not-zygote"] = why;
  arguments["--network-isolated"] = setup.network_isolated ? "1" : "0";
  std::vector<char*> argv = {program_invocation_name};
  for (auto& [name, value] : arguments) {
    argv.push_back(const_cast<char*>(name.c_str()));
    argv.push_back(value.data());
  }
  argv.push_back(nullptr);
  close_range(kControlFd + 1, ~0U, 0);
  execv("/proc/self/exe", argv.data());
  return Fail(why + "; and the program cannot start itself anew: " + std::strerror(errno));
}

int Run(const Arguments& arguments) {
  // Until the loop watches the control socket, nothing else would tell that the service is gone.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::string& mode = arguments.at("--mode");
  Setup setup;
  setup.confinement = {arguments.at("--program-dir"), arguments.at("--work-dir")};
  setup.limits.memory_bytes = std::strtoll(arguments.at("--memory-bytes").c_str(), nullptr, 10);
  setup.limits.cpu_seconds = std::strtoll(arguments.at("--cpu-seconds").c_str(), nullptr, 10);
  if (setup.limits.memory_bytes <= 0 || setup.limits.cpu_seconds <= 0)
    return Fail("the limits must be positive");

  const bool anew = arguments.count("--not-zygote") != 0;
  setup.network_isolated = anew ? arguments.at("--network-isolated") == "1" : IsolateNetwork();
  if (const std::string problem =
          PrepareEnvironment(setup.confinement.work_dir, setup.confinement.program_dir);
      !problem.empty()) {
    return Fail(problem);
  }
  int status = 0;
  std::string why = anew ? arguments.at("--not-zygote") : "";
  const auto wanted = [&mode](WorkerMode one) { return mode == "spares" || mode == ModeName(one); };
  if (wanted(WorkerMode::kProcess) && RunSpares(setup, WorkerMode::kProcess, &status, &why)) {
    return status;
  }
  if (wanted(WorkerMode::kPipe) && RunSpares(setup, WorkerMode::kPipe, &status, &why)) {
    return status;
  }
  if (!why.empty()) return Fail(why);
  if (RunZygote(setup, mode == "fallback", &status, &why)) return status;
  return mode == "zygote" ? Fail(why) : StartAnew(arguments, setup, why);
}

}  // namespace
}  // namespace sheetgate::recalc::worker

int main(int argc, char** argv) {
  sheetgate::recalc::worker::Arguments arguments;
  for (int i = 1; i + 1 < argc; i += 2) arguments[argv[i]] = argv[i + 1];
  for (const char* name :
       {"--mode", "--program-dir", "--work-dir", "--memory-bytes", "--cpu-seconds"}) {
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
