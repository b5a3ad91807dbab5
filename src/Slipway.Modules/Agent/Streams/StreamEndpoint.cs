// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Slipway.Containers;

namespace Slipway.Modules;

/// <summary>
/// Where clients attach to streams: a request that is upgraded, HTTP's word for going on with something else on the same connection. Then frames go both ways, the
/// first of them the client's order (<see cref="StreamFrameKind"/>).
/// </summary>
/// <param name="supervisor">Keeps the containers.</param>
/// <param name="readOrder">Reads what a command line asks for; null where such orders are refused.</param>
/// <param name="log">Where it tells what goes wrong.</param>
/// <param name="stopping">Is cancelled when the agent goes.</param>
internal sealed class StreamEndpoint(
    ContainerSupervisor supervisor, Func<StreamOrder, CancellationToken, Task<LeasedOrder>>? readOrder, ILogger log, CancellationToken stopping)
{
    internal const string Path = "streams", Protocol = "slipway-streams";

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapMethods("/" + Path, ["POST"], (RequestDelegate)(context => AgentEndpoints.AnswerAsync(context, UpgradeAsync, log)));

    private async Task UpgradeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade || context.Request.Headers.Upgrade != Protocol)
            throw new ModuleException(HttpStatusCode.BadRequest, ContainersClient.RefusedCode, $"Streams are attached by a request with 'Upgrade: {Protocol}'.");
        context.Response.Headers.Upgrade = Protocol;
        await using var frames = new FrameStream(await upgrade.UpgradeAsync());
        try
        {
            if (await frames.ReadAsync(stopping) is not { Kind: StreamFrameKind.Order } first)
                return;
            var order = OrderContent.Read(first.Content);
            var (attachment, streams) = await ContainerEndpoints.AskAsync(() => AttachAsync(order));
            await using (attachment)
                await new StreamSession(frames, attachment, streams, stopping).RunAsync();
        }
        catch (ModuleException problem)
        {
            await RefuseAsync(frames, problem);
        }
        catch (Exception problem) when (problem is JsonException or InvalidDataException or ArgumentException)
        {
            await RefuseAsync(frames, new(HttpStatusCode.BadRequest, ContainersClient.RefusedCode, $"The agent cannot read what it is asked: {problem.Message}", problem));
        }
        catch (Exception problem) when (problem is IOException or OperationCanceledException)
        {
            // The client has gone, or the agent goes.
        }
    }

    private async Task<(Attachment Attachment, AttachedStreams Streams)> AttachAsync(StreamOrder placed)
    {
        using var read = placed.Line is null ? new LeasedOrder(placed, lease: null)
            : readOrder is not null ? await readOrder(placed, stopping)
            : throw new ModuleException(HttpStatusCode.BadRequest, ContainersClient.RefusedCode, "This agent reads no command lines.");
        var order = read.Order;
        return (order switch
        {
            { Definition: { } definition } => await supervisor.RunAsync(definition, order.Options, CancellationToken.None),
            { Exec: { } exec } => await supervisor.ExecAsync(order.Container, exec, order.Options, CancellationToken.None),
            _ => await supervisor.AttachAsync(order.Container, order.Options, CancellationToken.None),
        }, order.Options.Streams);
    }

    private async Task RefuseAsync(FrameStream frames, ModuleException problem)
    {
        try
        {
            await frames.WriteAsync(StreamFrameKind.Problem, ModuleProblemJson.Write(problem), CancellationToken.None);
        }
        catch (IOException e)
        {
            Log.RequestBroke(log, e, "POST", "/" + Path);
        }
    }
}
