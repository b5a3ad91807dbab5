// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Lets somebody look into failed steps, one at a time, while what they left is still there.</summary>
/// <param name="look">Who looks.</param>
/// <param name="reporter">Knows the steps.</param>
/// <param name="home">Where things are kept.</param>
/// <param name="stopOthers">Ends what runs beside, before anybody looks; null where the rest is to go on.</param>
/// <param name="cancellationToken">Ends the looking: the caller's own, for a failure is no reason to end it.</param>
internal sealed class StepDebugging(
    Func<FailedStep, CancellationToken, Task> look, StepReporter reporter, SlipwayHome home, Action? stopOthers, CancellationToken cancellationToken) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public async Task LookIntoAsync(
        Vertex vertex, RunOperation run, StepException problem, Func<IReadOnlyList<string>, CancellationToken, Task<ContainerExit>> runInTerminal)
    {
        stopOthers?.Invoke();
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await look(new(StepFailure.Describe(vertex, problem, reporter, home), run.Shell, runInTerminal), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
