// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Registry;

namespace Slipway.Cli.Commands.Serving;

/// <summary>A registry that is to be started.</summary>
/// <param name="Options">Its settings.</param>
/// <param name="Policy">The policy that images are judged by; null for none.</param>
/// <param name="PolicyFile">Its file, an absolute path; null for none.</param>
internal sealed record RegistrySetup(RegistryOptions Options, IPolicySource? Policy, string? PolicyFile)
{
    /// <summary>Who may get in, as a line for people.</summary>
    public string Describe() => Options.HtpasswdFile is { } users
        ? $"the registry's users are those of {users}"
        : $"{(Options.Anonymous == AnonymousAccess.Push ? "anyone may pull and push" : Options.Anonymous == AnonymousAccess.None ? "nobody may pull without a login" : "anyone may pull")}; for the rest, log in with any name and the token in {RegistrySecrets.PushTokenFile(Options.Root)} as the password";
}
