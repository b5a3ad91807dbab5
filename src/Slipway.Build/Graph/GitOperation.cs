// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>The files of a git repository at one commit. Which commit that is, is known when the repository was asked.</summary>
/// <param name="Source">The repository, and what of it.</param>
internal sealed record GitOperation(GitSource Source) : RemoteOperation
{
    /// <summary>Whether <c>.git</c> stays; of a folder of the repository it never does.</summary>
    public bool KeepsGitFolder { get; init => field = value && Source.Subdirectory is null; }

    public override void Describe(KeyWriter key)
    {
        key.Add("kind", "git");
        key.Add("folder", Source.Subdirectory);
        key.Add("flags", [KeepsGitFolder ? "keep .git" : "", Source.HasSubmodules ? "submodules" : "", Source.HasCheckoutTimes ? "checkout times" : ""]);
        // What .git says of where it came from.
        key.Add("origin", KeepsGitFolder ? Source.Remote.Url : null);
    }

    public override void Identify(KeyWriter key)
    {
        key.Add("repository", Source.Remote.Url);
        key.Add("ref", Source.Ref);
        key.Add("checksum", [Source.Checksum ?? "", Source.TrustsChecksum ? "trusted" : ""]);
        key.Add("credentials", [GitCredentials.SourceOf(Source.Remote, Access.Secrets) ?? "", Source.Remote.UserInfo ?? ""]);
    }
}
