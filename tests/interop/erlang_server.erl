#!/usr/bin/env escript
%% An echo server by Erlang's own TLS: PORT CHAIN KEY AUTHORITIES PROTOCOL GROUP|any demand|none

main([Port, Chain, Key, Authorities, Protocol, Group, Demand]) ->
    {ok, _} = application:ensure_all_started(ssl),
    Groups = case Group of
        "any" -> [];
        _ -> [{supported_groups, [list_to_atom(Group)]}, {eccs, [list_to_atom(Group)]}]
    end,
    Clients = case Demand of
        "demand" -> [{verify, verify_peer}, {fail_if_no_peer_cert, true}];
        _ -> []
    end,
    Options = [
        {ip, {127, 0, 0, 1}}, {active, false}, {mode, binary}, {reuseaddr, true}, {nodelay, true},
        {versions, ['tlsv1.3', 'tlsv1.2']}, {certfile, Chain}, {keyfile, Key}, {cacertfile, Authorities},
        {alpn_preferred_protocols, [list_to_binary(Protocol)]}, {session_tickets, stateless}, {log_level, none}
        | Groups ++ Clients
    ],
    {ok, Listener} = ssl:listen(list_to_integer(Port), Options),
    accept(Listener).

accept(Listener) ->
    {ok, Transport} = ssl:transport_accept(Listener),
    Worker = spawn(fun() -> receive go -> serve(Transport) end end),
    ssl:controlling_process(Transport, Worker),
    Worker ! go,
    accept(Listener).

serve(Transport) ->
    case ssl:handshake(Transport, 10000) of
        {ok, Socket} -> echo(Socket);
        _ -> ok
    end.

echo(Socket) ->
    case ssl:recv(Socket, 0) of
        {ok, Data} ->
            ssl:send(Socket, Data),
            echo(Socket);
        _ ->
            ssl:close(Socket)
    end.
