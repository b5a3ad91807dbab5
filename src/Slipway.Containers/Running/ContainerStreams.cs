// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>
/// Makes a detached container with what it reads and writes, all of which outlives us: pipes for its output, opened by it to read and write; a terminal, or the
/// writing end of its input, kept open by a holder.
/// </summary>
internal static class ContainerStreams
{
    internal static async Task CreateAsync(ContainerSpec spec, ContainerFolder folder, string cgroup, OciRuntime runtime, CancellationToken cancellationToken)
    {
        if (spec.HasTerminal)
        {
            using var console = ConsoleSocket.Listen(runtime.NewConsolePath());
            await runtime.CreateInTerminalAsync(folder, console.Path, cancellationToken).ConfigureAwait(false);
            var terminal = await console.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            await using (terminal.ConfigureAwait(false))
                Note(folder, DescriptorHolder.Hold(terminal), hasTerminal: true);
            return;
        }
        Fifo.Create(folder.Output);
        Fifo.Create(folder.Error);
        if (!spec.HasInput)
        {
            await runtime.CreateAsync(folder, cgroup, null, spec.IsMonitored, cancellationToken).ConfigureAwait(false);
            return;
        }
        using var input = Fifo.CreateInput(folder.Input);
        Note(folder, DescriptorHolder.Hold(input.Writer), hasTerminal: false);
        await runtime.CreateAsync(folder, cgroup, folder.Input, spec.IsMonitored, cancellationToken).ConfigureAwait(false);
    }

    // At once: what is not written down is not found by who cleans up.
    private static void Note(ContainerFolder folder, ProcessIdentity holder, bool hasTerminal)
    {
        var record = ContainerRecords.Read(folder) ?? throw new InvalidOperationException($"The record of the container '{folder.Id}' is gone.");
        ContainerRecords.Write(folder, record with { Holder = holder, HasTerminal = hasTerminal });
    }
}
