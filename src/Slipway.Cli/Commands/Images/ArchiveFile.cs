// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary>Where a command writes an archive: a file, which has its name only when whole, or standard output, unless that is a terminal.</summary>
internal static class ArchiveFile
{
    /// <summary><c>-o FILE</c>.</summary>
    public static Option<string?> Option() => new("--output", "-o") { Description = "The file to write. [default: standard output]", HelpName = "FILE" };

    /// <summary>Refuses a terminal.</summary>
    /// <exception cref="CommandException">No file is named, and standard output is a terminal.</exception>
    public static void Require(Session session, string? file)
    {
        if (file is null && session.OutputIsTerminal)
            throw CommandException.Usage("an archive is not for a terminal.", "name a file with -o, or pipe it on");
    }

    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(Session session, string? file, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            await WholeFile.WriteAsync(Path.GetFullPath(file, session.WorkingFolder), write, cancellationToken);
            return;
        }
        await using var output = session.OpenOutput();
        await write(output);
    }
}
