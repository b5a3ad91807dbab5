// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>Held by whoever changes the containers of a project: of two at once one waits.</summary>
internal static class ProjectLock
{
    /// <summary>Takes it; it goes with the process.</summary>
    public static Task<FileLock> TakeAsync(Session session, string project, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(session.Home.Run);
        return FileLock.AcquireAsync(Path.Combine(session.Home.Run, $"project-{project}.lock"), FileLockMode.Exclusive, cancellationToken);
    }
}
