// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Containers;

/// <summary>Command lines of <c>run</c> that the agent reads: made by the command, read in the agent by the same words, refused as the command would refuse them.</summary>
internal static class ContainerOrders
{
    private const string RefusedCode = "command_exit_";

    /// <summary>Reads orders in an agent.</summary>
    public static Func<ContainerOrder, CancellationToken, Task<OrderedContainer>> ReaderOf(Session agent) => async (order, cancellationToken) =>
    {
        try
        {
            var session = agent.Of(order.Folder);
            if (CommandLine.Create(session, order.Words[0]).Parse(order.Words) is not { Errors.Count: 0, CommandResult.Command: RunCommand run } words)
                throw CommandException.Usage("this command line makes no container.");
            var lease = await session.Store.LeaseAsync(cancellationToken);
            try
            {
                return new OrderedContainer(run.Define(words, order.Environment) with { Id = order.Id }, lease);
            }
            catch
            {
                lease.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is not (ModuleException or OperationCanceledException) && ErrorReport.ExitCodeOf(e) is not null)
        {
            throw new ModuleException(System.Net.HttpStatusCode.BadRequest, $"{RefusedCode}{ErrorReport.ExitCodeOf(e)}", e.Message, e) { Hint = (e as CommandException)?.Help };
        }
    };

    /// <summary>What an agent refused, as the command would have; null where it is no such refusal.</summary>
    public static CommandException? ReadRefusal(ModuleException problem) =>
        problem.Code.StartsWith(RefusedCode, StringComparison.Ordinal) && int.TryParse(problem.Code.AsSpan(RefusedCode.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var exitCode)
            ? new(exitCode, problem.Message, problem.Hint) : null;
}
