// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;

namespace Slipway.Cli.Commands.Building;

/// <summary>The words that say where caches are that are carried between machines.</summary>
internal sealed class CacheWords
{
    private readonly Option<string[]> _from = new("--cache-from")
    {
        Description = "A cache from elsewhere that results are taken from where this machine has none (several may be given): type=registry,ref=NAME or a name alone, type=local,src=FOLDER[,tag=NAME]. "
            + "Of an image with its cache inside, its name. Nothing is fetched but what is needed. Example: --cache-from type=registry,ref=registry:5000/app:cache",
        HelpName = "WHERE",
    };

    private readonly Option<string[]> _to = new("--cache-to")
    {
        Description = "Carry what the build comes to elsewhere, one manifest for all targets (several may be given): type=registry,ref=NAME, type=local,dest=FOLDER[,tag=NAME], type=inline (inside the images), "
            + "with mode=max|min (of all steps, or of the images' own layers alone) and ignore-error=true. [default: mode=max] Example: --cache-to type=registry,ref=registry:5000/app:cache",
        HelpName = "WHERE",
    };

    /// <summary>The options.</summary>
    public IEnumerable<Option> Options => [_from, _to];

    /// <summary>Options of a build with what the words say.</summary>
    /// <exception cref="CommandException">A text says nothing that is understood.</exception>
    public BuildOptions AddTo(BuildOptions options, ParseResult words, Session session) => options with
    {
        CacheImports = [.. (words.GetValue(_from) ?? []).Select(text => CacheImport.TryParse(text, session.WorkingFolder, out var import, out var problem) ? import : throw CommandException.Usage($"{problem}."))],
        CacheExports = [.. (words.GetValue(_to) ?? []).Select(text => CacheExport.TryParse(text, session.WorkingFolder, out var export, out var problem) ? export : throw CommandException.Usage($"{problem}."))],
    };
}
