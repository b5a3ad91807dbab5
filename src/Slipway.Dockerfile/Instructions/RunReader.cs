// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>Reads RUN.</summary>
/// <param name="diagnostics">Takes the problems.</param>
/// <param name="literal">What a word is whatever the variables are, or null.</param>
internal sealed class RunReader(DiagnosticBag diagnostics, Func<Word, string?> literal)
{
    internal RunInstruction Read(InstructionSyntax syntax, Func<Word, CommandForm> readCommand)
    {
        var flags = new FlagReader(syntax, diagnostics, "mount*", "network", "security", "device*");
        var command = readCommand(syntax.Arguments);
        if (syntax.Arguments.Text.Length == 0 || (command is ExecForm { Arguments: [] } && JsonArguments.TryRead(syntax.Arguments, out var words) && words is not null))
            diagnostics.Error(syntax.Keyword.Span, "RUN needs a command");
        return new(syntax, command)
        {
            Mounts = [.. flags.Texts("mount").Select(ReadMount)],
            Network = ReadChoice(flags.Text("network"), "--network", ("default", RunNetwork.Default), ("none", RunNetwork.None), ("host", RunNetwork.Host)),
            Security = ReadChoice(flags.Text("security"), "--security", ("sandbox", RunSecurity.Sandbox), ("insecure", RunSecurity.Insecure)),
            Devices = [.. flags.Texts("device").Select(ReadDevice)],
        };
    }

    private RunMountFlag ReadMount(Word text)
    {
        var mount = RunMountFlag.Parse(text);
        if (mount.From is { } from && from.Text.Contains('$', StringComparison.Ordinal))
            TransferReader.ReportVariableInFrom(diagnostics, from, "from");
        // Where a value depends on variables, the rest can only be judged when they are known.
        if (mount.Fields.Where(field => field.Expands).All(field => literal(field.Value!) is not null))
            mount.Resolve(literal, diagnostics.Items);
        return mount;
    }

    private T ReadChoice<T>(Word? word, string flag, params (string Name, T Value)[] choices)
        where T : struct
    {
        if (word is null)
            return default;
        foreach (var (name, value) in choices)
        {
            if (name == word.Text)
                return value;
        }
        var names = choices.Select(choice => choice.Name).ToList();
        diagnostics.Error(word.Span, $"{flag} cannot be '{word.Text}'", Suggestion.Help(word.Text, names) ?? $"it is {string.Join(" or ", names)}");
        return default;
    }

    private RunDevice ReadDevice(Word text)
    {
        var (name, required) = (text.Slice(0, 0), false);
        foreach (var field in RunMountFlag.Parse(text).Fields)
        {
            if (field.Key == "required")
                required = field.Value?.Text is null or "true" or "1";
            else if (field.Key == "name" && field.Value is { } value)
                name = value;
            else
                name = text.Slice(0, text.Text.AsSpan().IndexOf(',') is >= 0 and var comma ? comma : text.Text.Length);
        }
        if (name.Text.Length == 0)
            diagnostics.Error(text.Span, "--device needs a name", "write --device=vendor.com/class=device");
        return new(name, required);
    }
}
