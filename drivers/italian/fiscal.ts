/** See README.md. What fiscal printers answer begins with the printer's name. */
export const fiscal: readonly (readonly [en: string, it: string])[] = [
  ["The fiscal printer at {}", "La stampante fiscale a {}"],
  ["{} (Its code: {}.)", "{} (Il suo codice: {}.)"],
  ["{} The lines were dropped.", "{} Le righe non sono state stampate."],
  [
    "{} The lines may be on the receipt: they are not sent again.",
    "{} Le righe possono essere sullo scontrino: non vengono rimandate.",
  ],
  [
    "Nothing was sent: <{}> is not a trailer line. Tell us about it.",
    "Non è stato inviato nulla: <{}> non è una riga di coda. Segnalarcelo.",
  ],
  ["{} is broken. Call its service.", "{} è guasta. Chiamare l'assistenza."],
  [
    "{} found something wrong in the lines. Tell us about it.",
    "{} ha trovato un errore nelle righe. Segnalarcelo.",
  ],
  [
    "{} speaks another protocol. Set its protocol to XML in its menu.",
    "{} parla un altro protocollo. Impostare XML nel suo menu.",
  ],
  [
    "{} is no fiscal printer unit now. Set it to FPU mode in its menu.",
    "{} non è in modo stampante fiscale. Impostare il modo FPU nel suo menu.",
  ],
  [
    "{} is out of paper, or its cover is open: it does not say which. Put in a new roll and close the cover.",
    "{} ha finito la carta o ha il coperchio aperto: non dice quale. Mettere un rotolo nuovo e chiudere il coperchio.",
  ],
  [
    "{} answers, but its fiscal part does not. Look whether it hangs; switch it off and on.",
    "{} risponde, ma la parte fiscale no. Guardare se è bloccata; spegnerla e riaccenderla.",
  ],
  [
    "{} gave up in the middle of the lines. Look whether it hangs.",
    "{} si è fermata a metà delle righe. Guardare se è bloccata.",
  ],
  ["{} is offline. Look at its lights.", "{} è fuori linea. Guardare le spie."],
  ["{} has no memory left. Switch it off and on.", "{} non ha più memoria. Spegnerla e riaccenderla."],
  ["{} received an empty request. Tell us about it.", "{} ha ricevuto una richiesta vuota. Segnalarcelo."],
  [
    "{} could not read the request. Tell us about it.",
    "{} non ha potuto leggere la richiesta. Segnalarcelo.",
  ],
  [
    '{} wants a receipt whole, in one file. Let the POS print the lines: a profile with "prints": "pos".',
    '{} vuole lo scontrino intero, in un file solo. Far stampare le righe al POS: un profilo con "prints": "pos".',
  ],
  ["{} takes no lines at this point of the document.", "{} non accetta righe a questo punto del documento."],
  [
    "{} does not know what was asked of it. Is its firmware one of an RT?",
    "{} non conosce la richiesta. Il firmware è di un RT?",
  ],
  [
    '{} wants another cashier. Set "operator" to one that it knows.',
    '{} vuole un altro operatore. Impostare "operator" a uno che conosce.',
  ],
  ["of another service", "di un altro servizio"],
  ['with the status "{}"', 'con lo stato "{}"'],
  [
    "{} does not take the lines. Look its code up in the manual of the printer.",
    "{} non accetta le righe. Cercare il codice nel manuale della stampante.",
  ],
  [
    "{} has no receipt open that takes lines now. The POS must leave its receipt open until the lines are on it.",
    "{} non ha uno scontrino aperto che accetti righe ora. Il POS deve lasciarlo aperto finché le righe non ci sono.",
  ],
  [
    "{} takes lines only after the total, and the receipt is not paid yet. The POS must complete the sale after the payment.",
    "{} accetta righe solo dopo il totale, e lo scontrino non è ancora pagato. Il POS deve completare la vendita dopo il pagamento.",
  ],
  [
    "{} is at something else than a receipt (an invoice, a credit note, a report, its programming).",
    "{} sta facendo altro (una fattura, una nota di credito, un rapporto, la programmazione).",
  ],
  ["{} is out of paper. Put in a new roll.", "{} ha finito la carta. Mettere un rotolo nuovo."],
  ["{} has its cover open. Close it.", "{} ha il coperchio aperto. Chiuderlo."],
  ["{} is busy, perhaps with the POS.", "{} è occupata, forse dal POS."],
  [
    '{} gave an answer {}. Check that "kind" is its brand, and its firmware.',
    '{} ha dato una risposta {}. Controllare che "kind" sia la sua marca, e il firmware.',
  ],
  [
    '{} gave an answer that can\'t be read: {}. Check that "kind" is its brand.',
    '{} ha dato una risposta illeggibile: {}. Controllare che "kind" sia la sua marca.',
  ],
  [
    "{} is too slow, or behind: the time for the lines was over.",
    "{} è troppo lenta, o in ritardo: il tempo per le righe era finito.",
  ],
  [
    "{} did not answer in time. Look whether it hangs.",
    "{} non ha risposto in tempo. Guardare se è bloccata.",
  ],
  [
    "{} was not reached in time. Check that it is on, its network cable and the address.",
    "{} non è stata raggiunta in tempo. Controllare che sia accesa, il cavo di rete e l'indirizzo.",
  ],
  ["{} is no longer in use.", "{} non è più in uso."],
  [
    "{} gave an endless answer. Check that it is a fiscal printer.",
    "{} ha dato una risposta senza fine. Controllare che sia una stampante fiscale.",
  ],
  [
    "{} broke off. Check its power and network cable.",
    "{} si è interrotta. Controllare alimentazione e cavo di rete.",
  ],
  [
    "{} refuses the connection. Switch its web service on, or correct the port (usually 80).",
    "{} rifiuta il collegamento. Accendere il suo servizio web, o correggere la porta (di solito 80).",
  ],
  [
    "{}: no host has that name. Correct it, or give the IP address.",
    "{}: nessun computer ha questo nome. Correggerlo, o dare l'indirizzo IP.",
  ],
  [
    "{} is not there ({}). Check that it is on, its network cable and the address.",
    "{} non c'è ({}). Controllare che sia accesa, il cavo di rete e l'indirizzo.",
  ],
  [
    '{} does not accept us. Correct "fiscalId": the number of the printer, as it stands on its receipts.',
    '{} non ci accetta. Correggere "fiscalId": la matricola della stampante, come sta sugli scontrini.',
  ],
  [
    '{} has no such service. Correct "kind" and "port": another brand answers there, or something else.',
    '{} non ha questo servizio. Correggere "kind" e "port": lì risponde un\'altra marca, o altro.',
  ],
  ["{} failed (HTTP {}). Switch it off and on.", "{} ha fallito (HTTP {}). Spegnerla e riaccenderla."],
  [
    "{} has a fault of its printing unit. Look at it; switch it off and on.",
    "{} ha un guasto all'unità di stampa. Guardarla; spegnerla e riaccenderla.",
  ],
  [
    "{} did not take the lines. They may be wrong at this point of the document.",
    "{} non ha preso le righe. Possono essere sbagliate a questo punto del documento.",
  ],
  ["without its fields", "senza i suoi campi"],
  ["to {} commands instead of {}", "a {} comandi invece di {}"],
];
