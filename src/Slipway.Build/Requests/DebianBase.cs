// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Packages;

namespace Slipway.Build;

/// <summary>Debian's bases as targets of a build: composed from packages, whose own scripts then run.</summary>
public static class DebianBase
{
    /// <summary>The target that a base is.</summary>
    /// <param name="request">Which base; one of Debian's.</param>
    /// <param name="platforms">The platforms; the request's own where there is none.</param>
    /// <exception cref="InvalidOperationException">It is no Debian base.</exception>
    public static BuildTarget TargetOf(BaseImageRequest request, IReadOnlyList<Platform> platforms)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(platforms);
        return new()
        {
            Name = request.From.ToString(),
            Source = new PackagesSource(request.ToPackages())
            {
                Scripts = PackageScripts.Run,
                Config = new() { Env = [$"PATH={StageState.DefaultPath}"], Cmd = ["bash"] },
            },
            Platforms = platforms.Count > 0 ? platforms : [request.Platform],
            Tags = request.EffectiveName is { } name ? [name] : [],
        };
    }
}
