// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Build;

/// <summary>A mount of a RUN step, its target absolute.</summary>
/// <param name="Target">The absolute path in the step.</param>
internal abstract record StepMount(string Target)
{
    /// <summary>What of it a key holds.</summary>
    public abstract IEnumerable<string> Describe();
}

/// <summary>A folder or file of an input; what is written to it is thrown away.</summary>
/// <param name="Target">The absolute path in the step.</param>
/// <param name="Input">Which of the vertex's sources.</param>
/// <param name="Source">The path in it.</param>
/// <param name="IsReadOnly">Whether writing is refused.</param>
internal sealed record BindStepMount(string Target, int Input, string Source, bool IsReadOnly) : StepMount(Target)
{
    public override IEnumerable<string> Describe() => ["bind", Target, Source, IsReadOnly ? "ro" : "rw"];
}

/// <summary>A folder that is kept between builds. What it holds is in no key.</summary>
/// <param name="Target">The absolute path in the step.</param>
/// <param name="Id">Which.</param>
/// <param name="Mount">The rest of what the Dockerfile says of it.</param>
/// <param name="Input">Which of the vertex's sources it begins with; null is none.</param>
internal sealed record CacheStepMount(string Target, string Id, RunCacheMount Mount, int? Input) : StepMount(Target)
{
    public override IEnumerable<string> Describe() =>
        ["cache", Target, Id, Mount.Sharing.ToString(), Mount.Source, $"{Mount.Mode} {Mount.Uid} {Mount.Gid}", Mount.IsReadOnly ? "ro" : "rw"];
}

/// <summary>An empty folder in memory.</summary>
/// <param name="Target">The absolute path in the step.</param>
/// <param name="Size">The most bytes it holds, or null.</param>
internal sealed record TmpfsStepMount(string Target, long? Size) : StepMount(Target)
{
    public override IEnumerable<string> Describe() => ["tmpfs", Target, $"{Size}"];
}

/// <summary>A secret, as a file, a variable or both. Its value is in no key.</summary>
/// <param name="Target">The absolute path in the step; empty where it is a variable alone.</param>
/// <param name="Mount">What the Dockerfile says of it.</param>
internal sealed record SecretStepMount(string Target, RunSecretMount Mount) : StepMount(Target)
{
    public override IEnumerable<string> Describe() =>
        ["secret", Target, Mount.Id, Mount.Variable ?? "", Mount.IsRequired ? "required" : "", $"{Mount.Mode} {Mount.Uid} {Mount.Gid}"];
}

/// <summary>The socket of an SSH agent. No key holds anything of it.</summary>
/// <param name="Target">The absolute path in the step.</param>
/// <param name="Mount">What the Dockerfile says of it.</param>
internal sealed record SshStepMount(string Target, RunSshMount Mount) : StepMount(Target)
{
    public override IEnumerable<string> Describe() =>
        ["ssh", Target, Mount.Id, Mount.IsRequired ? "required" : "", $"{Mount.Mode} {Mount.Uid} {Mount.Gid}"];
}
