// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Where a project's variables come from: the environment, then <c>.env</c> beside the file.</summary>
internal sealed class ComposeEnvironment(ComposeReadOptions options)
{
    private readonly IReadOnlyDictionary<string, string> _file = DotEnv.Read(options.Folder, options.Environment);

    internal ComposeReadOptions Options => options;

    internal IReadOnlyList<string> Profiles => Find("COMPOSE_PROFILES")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    internal string? Find(string name) => options.Environment(name) ?? _file.GetValueOrDefault(name);
}
