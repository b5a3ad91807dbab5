// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>WORKDIR: a directory and its parents, mode 0755, those that are made owned by a user.</summary>
/// <param name="Path">The absolute path.</param>
/// <param name="User"><c>user[:group]</c>, looked up in the root; empty is root.</param>
internal sealed record MakeDirectoryOperation(string Path, string User) : Operation
{
    public override void Describe(KeyWriter key)
    {
        key.Add("kind", "mkdir");
        key.Add("directory", Path);
        key.Add("user", User);
    }
}
