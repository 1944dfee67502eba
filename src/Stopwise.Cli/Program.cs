using System.Runtime.InteropServices;
using Stopwise.Cli;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return StopwiseCommand.Run(args, Surroundings.OfProcess(), stop.Token);

// The first signal lets the command end in order, the second one ends it.
void Stop(PosixSignalContext signal)
{
    if (stop.IsCancellationRequested)
    {
        Environment.Exit(ExitCodes.Stopped);
    }

    signal.Cancel = true;
    stop.Cancel();
}
